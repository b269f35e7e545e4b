/**
 * How much memory an unroll may take for its records: what the forward pass leaves for the way back. With them an
 * unroll of many coordinates takes a fifth less time than by computing everything twice, but the kernels' memory never
 * shrinks again, so a device must have it to spare.
 */

/** Holds the records of 16,000 coordinates over 20 steps, for 2 × 20 units. */
export const ROOMY = 320 * 2 ** 20;
/** What a tab on a telephone can do without. */
const MODEST = 64 * 2 ** 20;

let budget = MODEST;

export function recordBudget(): number {
  return budget;
}

/** @param gibibytes what the device has; undefined where it does not tell */
export function setDeviceMemory(gibibytes: number | undefined): void {
  budget = gibibytes !== undefined && gibibytes >= 4 ? ROOMY : MODEST;
}
