import type { BaselineName } from '../../specs/optimizer';
import type { LineStyle } from './types';

const STYLES: Record<BaselineName, LineStyle> = {
  sgd: { light: '#5f6368', dark: '#a8adb3', textLight: '#5f6368', textDark: '#a8adb3', dash: '2 3', width: 1.75 },
  nag: { light: '#007a58', dark: '#2bb58c', textLight: '#007a58', textDark: '#2bb58c', dash: '8 3 2 3', width: 1.75 },
  rmsprop: { light: '#a34a86', dark: '#d98cbd', textLight: '#a34a86', textDark: '#d98cbd', dash: '5 3', width: 1.75 },
  adam: { light: '#0067a6', dark: '#56b4e9', textLight: '#0067a6', textDark: '#56b4e9', dash: '11 4', width: 1.75 },
};

const LEARNED: readonly LineStyle[] = [
  { light: '#c84e00', dark: '#ff8b3d', textLight: '#c84e00', textDark: '#ff8b3d', width: 2.5 },
];

/** The one look of an optimizer everywhere in the Lab: a baseline by name, a learned one by its place (0, 1, …). */
export function optimizerStyle(key: BaselineName | number): LineStyle {
  if (typeof key !== 'number') return STYLES[key];
  return LEARNED[key % LEARNED.length] as LineStyle;
}

/** CSS colour of a style's lines and of its text, right in both themes. */
export function lineColour(style: LineStyle): string {
  return `light-dark(${style.light}, ${style.dark})`;
}
export function textColour(style: LineStyle): string {
  return `light-dark(${style.textLight}, ${style.textDark})`;
}
