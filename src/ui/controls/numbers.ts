/** Reading and scaling the numbers of a slider field. */

/** A log-scaled slider has whole positions 0 … LOG_POSITIONS, so that arrow keys move by a constant factor. */
export const LOG_POSITIONS = 200;

/** The place of `value` between `low` and `high`, in 0 … LOG_POSITIONS. */
export function toPosition(
  value: number,
  low: number,
  high: number,
  scale: 'linear' | 'log',
): number {
  if (high <= low) return 0;
  const share =
    scale === 'log' ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
  const position = Math.min(1, Math.max(0, share)) * LOG_POSITIONS;
  return scale === 'log' ? Math.round(position) : position;
}

/** The inverse of `toPosition` on a log scale, to two significant digits: 0.0031, not 0.003098. */
export function fromPosition(position: number, low: number, high: number): number {
  const value = low * (high / low) ** (position / LOG_POSITIONS);
  return Math.min(high, Math.max(low, Number(value.toPrecision(2))));
}

export type ReadNumber = { ok: true; value: number } | { ok: false; error: string };

/** A typed number, or what to say about it: "Horizon takes whole numbers from 1 to 10,000." */
export function readNumber(
  text: string,
  range: { name: string; min: number; max: number; whole: boolean },
): ReadNumber {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  const fits =
    Number.isFinite(value) &&
    value >= range.min &&
    value <= range.max &&
    (!range.whole || Number.isInteger(value));
  if (fits) return { ok: true, value };
  const kind = range.whole ? 'whole numbers' : 'numbers';
  const format = (n: number) => n.toLocaleString('en');
  const bounds = `from ${small(range.min) ? range.min : format(range.min)} to ${format(range.max)}`;
  return { ok: false, error: `${range.name} takes ${kind} ${bounds}.` };
}

/** Below this `toLocaleString` would round to 0. */
function small(n: number): boolean {
  return n !== 0 && Math.abs(n) < 0.001;
}
