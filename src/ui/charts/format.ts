/** Numbers as people read them. Files get full precision instead: see `csv.ts`. */

/** `digits` significant digits without trailing zeros, exponent written `e-5`. */
function significant(value: number, digits: number): string {
  const [mantissa = '', exponent] = value.toExponential(digits - 1).split('e');
  const power = Number(exponent);
  if (power < -3 || power >= 6) return `${Number(mantissa)}e${power}`;
  return String(Number(value.toPrecision(digits)));
}

function notFinite(value: number): string {
  if (Number.isNaN(value)) return '–';
  return value > 0 ? '∞' : '-∞';
}

/** Three significant digits, compact: 0.0214, 1.2e-5, 3.4k. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return notFinite(value);
  if (value === 0) return '0';
  const rounded = Number(value.toPrecision(3));
  const size = Math.abs(rounded);
  if (size >= 1e3 && size < 1e6) return `${significant(rounded / 1e3, 3)}k`;
  return significant(rounded, 3);
}

/** For a table's cells: four significant digits, whole numbers in full. */
export function formatCell(value: number): string {
  if (!Number.isFinite(value)) return notFinite(value);
  if (Number.isInteger(value) && Math.abs(value) < 1e9) return String(value);
  return significant(value, 4);
}

/** A whole number with its thousands apart: 12,400. */
export function formatCount(value: number): string {
  return Math.round(value).toLocaleString('en-GB');
}

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

function superscript(power: number): string {
  const digits = [...String(Math.abs(power))].map((d) => SUPERSCRIPTS[Number(d)]).join('');
  return power < 0 ? `⁻${digits}` : digits;
}

/** An axis tick: small and large powers of ten as 10⁻⁵, all else as `formatNumber`. */
export function formatTick(value: number): string {
  if (value === 0) return '0';
  const power = Math.floor(Math.log10(Math.abs(value)) + 1e-9);
  if (power >= -3 && power < 5) return formatNumber(value);
  const mantissa = Number((value / 10 ** power).toPrecision(3));
  const ten = `10${superscript(power)}`;
  if (mantissa === 1) return ten;
  return mantissa === -1 ? `-${ten}` : `${mantissa}·${ten}`;
}
