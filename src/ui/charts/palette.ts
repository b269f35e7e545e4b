/**
 * One look for each optimizer everywhere in the Lab.
 *
 * Hues follow Okabe and Ito's colour-blind-safe set, moved in lightness so that they stand apart on both grounds and
 * for deuteranopes and protanopes as well; the unit test holds the numbers. Colour is never alone: hand-designed
 * optimizers have a dash pattern each, learned ones are solid and heavier.
 */
import type { BaselineName } from '../../specs/optimizer';
import type { LineStyle } from './types';

const DESIGNED_WIDTH = 1.75;
const LEARNED_WIDTH = 2.5;

const DESIGNED: Record<BaselineName, LineStyle> = {
  sgd: style('#55575d', '#c3c8cd', '#55575d', DESIGNED_WIDTH, '1.5 3.5'),
  nag: style('#36815f', '#1fba78', '#337a5a', DESIGNED_WIDTH, '9 3 2 3'),
  rmsprop: style('#a34b8e', '#cb85b8', '#a34b8e', DESIGNED_WIDTH, '5 3'),
  adam: style('#1f77d4', '#6abefe', '#1c6fc6', DESIGNED_WIDTH, '11 4'),
  momentum: style('#0f3c3c', '#e1f0d2', '#0f3c3c', DESIGNED_WIDTH, '9 3 2 3 2 3'),
  adamw: style('#002dff', '#e1ffff', '#002dff', DESIGNED_WIDTH, '14 3 4 3'),
  adagrad: style('#690f1e', '#969687', '#690f1e', DESIGNED_WIDTH, '3 2.5'),
  lion: style('#c37887', '#ffffb4', '#a5556a', DESIGNED_WIDTH, '6 2 1.5 2 1.5 2'),
  lbfgs: style('#69005a', '#c3b4d2', '#69005a', DESIGNED_WIDTH, '17 5'),
};

const LEARNED: readonly LineStyle[] = [
  style('#d95400', '#ff7a2b', '#bf4900', LEARNED_WIDTH),
  style('#5b3491', '#968bff', '#5b3491', LEARNED_WIDTH),
  style('#3596b2', '#88eafc', '#28778e', LEARNED_WIDTH),
  style('#b03a48', '#ea8f9f', '#b03a48', LEARNED_WIDTH),
  style('#6f9a58', '#d4e437', '#557843', LEARNED_WIDTH),
  style('#5e3d00', '#f3cf94', '#5e3d00', LEARNED_WIDTH),
];

/** How many learned optimizers look different from one another; the next ones begin anew. */
export const LEARNED_STYLES = LEARNED.length;

/** In the dark all lines are bright enough to be text as well. */
function style(
  light: string,
  dark: string,
  textLight: string,
  width: number,
  dash?: string,
): LineStyle {
  const plain = { light, dark, textLight, textDark: dark, width };
  return dash === undefined ? plain : { ...plain, dash };
}

/** The look of an optimizer: a hand-designed one by its name, a learned one by its place (0, 1, …). */
export function optimizerStyle(key: BaselineName | number): LineStyle {
  if (typeof key !== 'number') return DESIGNED[key];
  const index = ((Math.trunc(key) % LEARNED.length) + LEARNED.length) % LEARNED.length;
  return LEARNED[index] as LineStyle;
}

/** A style's colour for lines and fills in CSS or SVG, right in both themes. */
export function lineColour(of: LineStyle): string {
  return `light-dark(${of.light}, ${of.dark})`;
}

/** A style's colour for text, right in both themes. */
export function textColour(of: LineStyle): string {
  return `light-dark(${of.textLight}, ${of.textDark})`;
}
