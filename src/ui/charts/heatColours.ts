/** Values as colours: one hue for each sign, the ground for nothing, on a symmetric-log scale. Pure. */
import type { Rgb } from './contours';
import { symlog } from './symlogScale';

/** From the largest negative value over 0 to the largest positive one, at equal distances on the scale. */
export interface HeatColours {
  negative: Rgb;
  negativeMid: Rgb;
  zero: Rgb;
  positiveMid: Rgb;
  positive: Rgb;
}

/** Where colours end and where they are linear, in the values' own unit. */
export interface ColourScale {
  largest: number;
  linearBelow: number;
}

/** Colours on either side of 0. */
const PARTS = 255;

/** Transparent: the ground below says that there is no value. */
const NOTHING = 0;

/** A scale that has a length, whatever was measured: colours need an end beyond 0. */
export function usableScale({ largest, linearBelow }: ColourScale): ColourScale {
  const end = largest > 0 && Number.isFinite(largest) ? largest : 1;
  return { largest: end, linearBelow: linearBelow > 0 ? Math.min(linearBelow, end) : end };
}

/** Where a value stands: −1 … 1, 0 for 0, beyond the scale's ends at them. `scale` is usable. */
export function colourShare(value: number, { largest, linearBelow }: ColourScale): number {
  const share = symlog(value, linearBelow) / symlog(largest, linearBelow);
  return Math.max(-1, Math.min(1, share));
}

/** [2 · 255 + 1] colours as pixels are written: red, green, blue, alpha in a 32-bit word's bytes. */
export function heatPalette(colours: HeatColours): Uint32Array {
  const { negative, negativeMid, zero, positiveMid, positive } = colours;
  const bytes = new Uint8ClampedArray(4 * (2 * PARTS + 1));
  for (let k = -PARTS; k <= PARTS; k++) {
    const share = Math.abs(k) / PARTS;
    const [mid, end] = k < 0 ? [negativeMid, negative] : [positiveMid, positive];
    const [a, b, part] = share < 0.5 ? [zero, mid, 2 * share] : [mid, end, 2 * share - 1];
    const at = 4 * (k + PARTS);
    for (const c of [0, 1, 2] as const) bytes[at + c] = a[c] + part * (b[c] - a[c]);
    bytes[at + 3] = 255;
  }
  return new Uint32Array(bytes.buffer);
}

/** Writes every value's colour into RGBA pixels, one each; NaN becomes transparent. */
export function paintHeat(
  values: Float32Array,
  pixels: Uint8ClampedArray,
  palette: Uint32Array,
  wanted: ColourScale,
): void {
  const { largest, linearBelow } = usableScale(wanted);
  // `colourShare` for every value, with what is the same for all worked out once: there are hundreds of thousands.
  const perUnit = 1 / linearBelow;
  const perPart = PARTS / symlog(largest, linearBelow);
  const words = new Uint32Array(pixels.buffer, pixels.byteOffset, pixels.length / 4);
  const count = Math.min(values.length, words.length);
  for (let i = 0; i < count; i++) {
    const value = (values[i] as number) * perUnit;
    if (Number.isNaN(value)) {
      words[i] = NOTHING;
      continue;
    }
    const size = Math.abs(value);
    const part = perPart * (size <= 1 ? size : 1 + Math.log(size));
    const step = part >= PARTS ? PARTS : Math.round(part);
    words[i] = palette[value < 0 ? PARTS - step : PARTS + step] as number;
  }
}
