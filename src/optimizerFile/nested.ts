/** Numbers as nested lists, as JSON has them, and back. */

export type Nested = (number | null)[] | Nested[];

/**
 * Row-major values as nested lists. JSON knows no NaN and no infinity: both become null.
 *
 * @throws Error where the shape does not have as many places as there are values
 */
export function nested(values: ArrayLike<number>, shape: readonly number[]): Nested {
  const size = shape.reduce((product, length) => product * length, 1);
  if (size !== values.length) {
    throw new Error(`${values.length} values do not fill the shape [${shape.join(', ')}]`);
  }
  const build = (axis: number, from: number, span: number): Nested => {
    const length = shape[axis] ?? 0;
    const step = span / length;
    const indices = Array.from({ length }, (_, i) => from + i * step);
    if (axis === shape.length - 1) return indices.map((i) => finiteOrNull(values[i]));
    return indices.map((i) => build(axis + 1, i, step));
  };
  return build(0, 0, size);
}

function finiteOrNull(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}

/** No tensor of an optimizer has more axes. */
const MOST_AXES = 4;

/**
 * The inverse of `nested`: the shape is read off the first element of each list, and all others must have it.
 *
 * @returns the shape and the values; as a string what is wrong, with its place: "[3][0] is not a number"
 */
export function flattened(list: unknown): { shape: number[]; values: Float64Array } | string {
  const shape: number[] = [];
  for (let level = list; Array.isArray(level); level = level[0]) {
    if (shape.length === MOST_AXES) return `is a list of lists deeper than ${MOST_AXES}`;
    shape.push(level.length);
  }
  if (shape.length === 0) return 'is not a list of numbers';
  const values: number[] = [];
  const visit = (item: unknown, axis: number, place: string): string | undefined => {
    if (axis === shape.length) {
      if (typeof item !== 'number') return `${place} is not a number`;
      values.push(item);
      return undefined;
    }
    if (!Array.isArray(item)) return `${place} is not a list`;
    if (item.length !== shape[axis]) {
      return `${place} has ${item.length} elements where its neighbours have ${shape[axis]}`;
    }
    for (const [i, inner] of item.entries()) {
      const problem = visit(inner, axis + 1, `${place}[${i}]`);
      if (problem !== undefined) return problem;
    }
    return undefined;
  };
  const problem = visit(list, 0, '');
  return problem === undefined
    ? { shape, values: Float64Array.from(values) }
    : problem.replace(/^ /, '');
}
