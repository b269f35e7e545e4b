/** Logarithmic axes: their ends, their ticks, and a floor for what has no logarithm. */

/** Unless told otherwise an axis spans at most so many decades below its greatest value. */
export const MAX_DECADES = 12;

const STEPS = [1, 2, 5] as const;

/** v rounded to m · 10ᵏ exactly as one would write it (no 0.30000000000000004). */
function decimal(mantissa: number, power: number): number {
  return Number(`${mantissa}e${power}`);
}

/** The next of …, 0.1, 0.2, 0.5, 1, 2, 5, … that is not above `value`. */
export function stepBelow(value: number): number {
  const power = Math.floor(Math.log10(value) + 1e-9);
  const mantissa = value / 10 ** power;
  const step = [...STEPS].reverse().find((s) => s <= mantissa * (1 + 1e-9)) ?? 1;
  return decimal(step, power);
}

/** The next of the same row that is not below `value`. */
export function stepAbove(value: number): number {
  const power = Math.floor(Math.log10(value) + 1e-9);
  const mantissa = value / 10 ** power;
  const step = STEPS.find((s) => s >= mantissa * (1 - 1e-9));
  return step === undefined ? decimal(1, power + 1) : decimal(step, power);
}

/**
 * The ends of a log axis for positive values between `least` and `greatest`, on steps of 1, 2 and 5, at least a
 * decade apart. Where no value is positive: [0.1, 1].
 */
export function logDomain(least: number, greatest: number): [number, number] {
  if (!(greatest > 0)) return [0.1, 1];
  const high = stepAbove(greatest);
  const low = stepBelow(least > 0 ? Math.min(least, greatest) : greatest);
  return [Math.min(low, stepBelow(high / 10)), high];
}

/** Values at or below the floor are drawn at it: `MAX_DECADES` under the greatest value, or the least positive one. */
export function autoFloor(leastPositive: number, greatest: number): number {
  if (!(greatest > 0)) return 0.1;
  if (!Number.isFinite(leastPositive)) return greatest / 1000;
  return Math.max(leastPositive, greatest * 10 ** -MAX_DECADES);
}

/**
 * Ticks within [low, high]: every decade where that gives at least three, else 1-2-5 within the decades; of many
 * decades every second, third, … so that at most `most` are left.
 */
export function logTicks(low: number, high: number, most = 8): number[] {
  const first = Math.ceil(Math.log10(low) - 1e-9);
  const last = Math.floor(Math.log10(high) + 1e-9);
  const decades = last - first + 1;
  if (decades < 3) {
    const fine: number[] = [];
    for (let power = first - 1; power <= last; power++) {
      for (const step of STEPS) {
        const tick = decimal(step, power);
        if (tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9)) fine.push(tick);
      }
    }
    if (fine.length <= most) return fine;
  }
  const every = Math.max(1, Math.ceil(decades / most));
  const ticks: number[] = [];
  for (let power = Math.ceil(first / every) * every; power <= last; power += every) {
    ticks.push(decimal(1, power));
  }
  return ticks;
}
