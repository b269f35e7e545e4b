/** Linear axes: round ends and round ticks. */

/** The round step (1, 2 or 5 · 10ᵏ) that cuts `span` into about `count` pieces. */
function roundStep(span: number, count: number): number {
  const raw = span / Math.max(1, count);
  const power = Math.floor(Math.log10(raw));
  const mantissa = raw / 10 ** power;
  const step = mantissa <= 1.2 ? 1 : mantissa <= 2.4 ? 2 : mantissa <= 6 ? 5 : 10;
  return Number(`${step}e${power}`);
}

/** Round ends around the values; with nothing to go by: [0, 1]. */
export function linearDomain(least: number, greatest: number): [number, number] {
  if (!(greatest >= least)) return [0, 1];
  if (greatest === least) {
    const room = greatest === 0 ? 1 : Math.abs(greatest) / 2;
    return linearDomain(least - room, greatest + room);
  }
  const step = roundStep(greatest - least, 8);
  return [
    Number((Math.floor(least / step + 1e-9) * step).toPrecision(12)),
    Number((Math.ceil(greatest / step - 1e-9) * step).toPrecision(12)),
  ];
}

/** Round ticks within [low, high], about `count` of them. */
export function linearTicks(low: number, high: number, count = 6): number[] {
  if (!(high > low)) return [low];
  const step = roundStep(high - low, count);
  const ticks: number[] = [];
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  for (let k = first; k <= last; k++) ticks.push(Number((k * step).toPrecision(12)));
  return ticks;
}
