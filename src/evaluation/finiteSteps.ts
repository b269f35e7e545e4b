/** How many of the numbers come before the first that is not finite: the steps before a divergence. */
export function finiteSteps(values: Float32Array): number {
  const first = values.findIndex((value) => !Number.isFinite(value));
  return first < 0 ? values.length : first;
}
