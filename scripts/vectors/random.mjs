/**
 * Random inputs for the vectors. Deliberately not the engine's generator: the vectors share no code with it.
 */

/** Uniform numbers in [0, 1) from a 32-bit seed (mulberry32). */
export function uniformSource(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Normal numbers rounded to multiples of 2⁻⁸ (or of `grain`).
 * Float32 holds those exactly, so an implementation under test starts from the very same inputs as the
 * float64 computation here, and they are short in a file.
 */
export function normalSource(seed) {
  const uniform = uniformSource(seed);
  return (sigma = 1, grain = 2 ** -8) => {
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    const value = sigma * radius * Math.cos(2 * Math.PI * uniform());
    // "+ 0" turns −0 into 0.
    return Math.round(value / grain) * grain + 0;
  };
}

/** Nested array of the given shape, filled row by row. */
export function filled(shape, next) {
  const [length, ...rest] = shape;
  return Array.from({ length }, () => (rest.length === 0 ? next() : filled(rest, next)));
}
