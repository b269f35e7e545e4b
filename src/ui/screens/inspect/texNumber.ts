/** A number of three significant digits as TeX: 0.0214, 1.2 · 10⁻⁵. */
export function texNumber(value: number): string {
  if (Number.isNaN(value)) return String.raw`\text{–}`;
  if (!Number.isFinite(value)) return value > 0 ? String.raw`\infty` : String.raw`-\infty`;
  const rounded = Number(value.toPrecision(3));
  const size = Math.abs(rounded);
  if (size === 0 || (size >= 1e-3 && size < 1e5)) return String(rounded);
  const [mantissa, exponent] = rounded.toExponential().split('e');
  return String.raw`${mantissa}\cdot10^{${Number(exponent)}}`;
}
