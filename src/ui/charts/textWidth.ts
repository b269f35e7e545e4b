/** Widths of short labels in the charts' type, measured once each. */

const widths = new Map<string, number>();
let context: CanvasRenderingContext2D | null | undefined;
let family = '';

/** Of a chart's text: `--chart-font-size` in charts.module.css. */
export const FONT_SIZE = 12;

/** Width in pixels of a text in the page's font at `FONT_SIZE`; an estimate where there is no canvas. */
export function textWidth(text: string): number {
  const known = widths.get(text);
  if (known !== undefined) return known;
  const width = measure()?.measureText(text).width ?? text.length * FONT_SIZE * 0.55;
  widths.set(text, width);
  return width;
}

/** Width of a line's label: those of solid lines are bold, and as much wider than measured. */
export const labelWidth = (text: string, { dash }: { dash?: string }): number =>
  textWidth(text) * (dash === undefined ? 1.16 : 1.02);

/** The page's type may come after the first text: what was measured before is then measured again. */
function measure(): CanvasRenderingContext2D | null {
  if (context === undefined) {
    context =
      typeof document === 'undefined' ? null : document.createElement('canvas').getContext('2d');
  }
  if (context === null) return null;
  const { fontFamily } = getComputedStyle(document.body);
  if (fontFamily !== family) {
    family = fontFamily;
    widths.clear();
    context.font = `${FONT_SIZE}px ${fontFamily}`;
  }
  return context;
}

/** The text, or as much of its beginning as fits with an ellipsis. */
export function shortened(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  let end = text.length - 1;
  while (end > 1 && textWidth(`${text.slice(0, end)}…`) > width) end--;
  return `${text.slice(0, end)}…`;
}
