/** What is varied, as text that people read and write: "0.0001 to 0.1, log", "10 to 40, 4 points", "5, 10, 20". */
import {
  type SearchSpace,
  searchSpaceSchema,
  type Varied,
  type VariedNumber,
} from '../../specs/search';

export type AxisRead<K extends Varied> =
  | { ok: true; value: NonNullable<SearchSpace[K]> }
  | { ok: false; error: string };

const NUMBER = String.raw`([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)`;
const RANGE = new RegExp(
  String.raw`^${NUMBER}\s*(?:to|\.\.|–|…)\s*${NUMBER}((?:\s*,\s*(?:log|linear|\d+\s*points?))*)$`,
  'i',
);
const VALUE = new RegExp(`^${NUMBER}$`, 'i');

const USUAL_POINTS = 4;
const usualScale = (name: VariedNumber) =>
  name === 'metaLearningRate' || name === 'outputScale' ? 'log' : 'linear';

/** @param grid whether points are taken from a range: only then they are told */
export function axisText(
  name: VariedNumber,
  axis: NonNullable<SearchSpace[VariedNumber]>,
  grid: boolean,
): string {
  if (axis.kind === 'values') return axis.values.join(', ');
  const { low, high, scale, points } = axis;
  const parts = [`${low} to ${high}`];
  if (scale !== usualScale(name)) parts.push(scale);
  if (grid || points !== USUAL_POINTS) parts.push(`${points} points`);
  return parts.join(', ');
}

export function readAxis<K extends VariedNumber>(name: K, text: string): AxisRead<K> {
  const made = parsed(text.trim());
  if (made === null) {
    return { ok: false, error: 'Expected a range, as in 10 to 40, or values, as in 10, 20, 40.' };
  }
  const result = searchSpaceSchema.safeParse({ [name]: made });
  const value = result.success ? result.data[name] : undefined;
  if (value !== undefined) return { ok: true, value };
  const message = result.error?.issues[0]?.message ?? 'It is not accepted';
  return { ok: false, error: `${message.charAt(0).toUpperCase()}${message.slice(1)}.` };
}

function parsed(text: string): object | null {
  const range = RANGE.exec(text);
  if (range !== null) {
    const [, low = '', high = '', rest = ''] = range;
    const scale = /log|linear/i.exec(rest)?.[0].toLowerCase();
    const points = /(\d+)\s*point/i.exec(rest)?.[1];
    return {
      kind: 'range',
      low: Number(low),
      high: Number(high),
      ...(scale === undefined ? {} : { scale }),
      ...(points === undefined ? {} : { points: Number(points) }),
    };
  }
  const parts = text.split(',').map((part) => part.trim());
  if (!parts.every((part) => VALUE.test(part))) return null;
  return { kind: 'values', values: parts.map(Number) };
}
