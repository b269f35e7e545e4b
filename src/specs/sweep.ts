/** How the current gradient is swept where nobody says it (paper, Appendix B, Figure 11). */
import type { FieldConfig } from './trace';

/** The paper shows so many steps. */
export const SWEEP_STEPS = 32;
export const SWEEP_POINTS = 201;
/** A sweep goes this far beyond the largest gradient there was. */
const BEYOND: Record<FieldConfig['scale'], number> = { linear: 1.25, symlog: 10 };

/** `count` steps spread evenly over 0 … steps − 1, the first and the last among them; all of them, where they are fewer. */
export function spreadSteps(steps: number, count: number): number[] {
  const some = Math.min(count, steps);
  if (some === 1) return [0];
  return Array.from({ length: some }, (_, i) => Math.round((i * (steps - 1)) / (some - 1)));
}

/** To where the gradients of a coordinate ask for: two digits, beyond the largest that is a number; 1 where all are 0. */
export function usualLimit(gradient: Float32Array, scale: FieldConfig['scale']): number {
  let largest = 0;
  for (const one of gradient) {
    if (Number.isFinite(one) && Math.abs(one) > largest) largest = Math.abs(one);
  }
  return largest === 0 ? 1 : Number((BEYOND[scale] * largest).toPrecision(2));
}
