/** The gradients by which a project is checked: the same for every optimizer, and of every kind that there is. */

/** Steps of the check. */
export const CHECK_STEPS = 20;

const sign = (t: number): number => (t % 2 === 0 ? 1 : -1);
/** Numbers without a pattern between −1 and 1 (the fractional parts of multiples of the golden ratio). */
const scattered = (t: number): number =>
  2 * ((t + 1) * 0.6180339887498949 - Math.floor((t + 1) * 0.6180339887498949)) - 1;

/** Each coordinate's gradient at step t. */
const COORDINATES: readonly ((t: number) => number)[] = [
  // Never a slope.
  () => 0,
  // Constant, either way.
  () => 0.3,
  () => -2e-3,
  // Tiny, below Appendix A's e⁻ᵖ, either way.
  () => 1e-12,
  (t) => -1e-7 * sign(t),
  // Huge, either way.
  (t) => 1e6 * sign(t),
  () => -1e12,
  // Falling and rising over ten orders of magnitude, as when a problem is nearly solved, and when it explodes.
  (t) => -(10 ** (-t / 2)),
  (t) => 10 ** (t / 2 - 5),
  // Zigzag.
  (t) => 0.5 * sign(t),
  // Nothing, then a jump.
  (t) => (t < 8 ? 0 : -1),
  // Noise, of one size and of many.
  scattered,
  (t) => scattered(t) * 10 ** (4 * scattered(t + 40)),
];

/** ∇ [steps][coordinates], each a float32. */
export function checkGradients(steps = CHECK_STEPS): Float32Array[] {
  return Array.from({ length: steps }, (_, t) =>
    Float32Array.from(COORDINATES, (gradient) => gradient(t)),
  );
}
