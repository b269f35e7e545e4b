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

/** Made once: it costs more than what it does. */
const COUNT = new Intl.NumberFormat('en-GB');

/** A whole number with its thousands apart: 12,400. */
export function formatCount(value: number): string {
  return COUNT.format(Math.round(value));
}

/** A place along an axis: whole steps in full (step 1,250), other numbers as usual. */
export function formatPlace(value: number): string {
  return Number.isInteger(value) ? formatCount(value) : formatNumber(value);
}

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

function superscript(power: number): string {
  const digits = [...String(Math.abs(power))].map((d) => SUPERSCRIPTS[Number(d)]).join('');
  return power < 0 ? `⁻${digits}` : digits;
}

/** The power of ten of a number: 0 for 1 … 9.99. */
function powerOf(value: number): number {
  return Math.floor(Math.log10(Math.abs(value)) + 1e-9);
}

/** An axis' ticks, all in one manner: as `formatNumber`, or as powers of ten where some are very small or large. */
export function formatTicks(values: readonly number[]): string[] {
  const far = values.some((v) => v !== 0 && (powerOf(v) < -3 || powerOf(v) >= 5));
  return values.map(far ? asPower : formatNumber);
}

/** 10⁻⁵, 2·10⁻⁵; 1 and 10 as they are. */
function asPower(value: number): string {
  if (value === 0 || value === 1 || value === 10) return String(value);
  const power = powerOf(value);
  const mantissa = Number((value / 10 ** power).toPrecision(3));
  const ten = `10${superscript(power)}`;
  if (mantissa === 1) return ten;
  return mantissa === -1 ? `-${ten}` : `${mantissa}·${ten}`;
}
