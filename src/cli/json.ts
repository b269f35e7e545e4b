/** Numbers as nested lists, for JSON that other programs read. */

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
