/** Widths of short labels in the charts' type, measured once each. */

const widths = new Map<string, number>();
let context: CanvasRenderingContext2D | null | undefined;

/** Of a chart's text: `--chart-font-size` in charts.module.css. */
export const FONT_SIZE = 12;

/** Width in pixels of a text in the page's font at `FONT_SIZE`; an estimate where there is no canvas. */
export function textWidth(text: string): number {
  const known = widths.get(text);
  if (known !== undefined) return known;
  if (context === undefined) {
    context = document.createElement('canvas').getContext('2d');
    if (context !== null) {
      context.font = `${FONT_SIZE}px ${getComputedStyle(document.body).fontFamily}`;
    }
  }
  const width = context?.measureText(text).width ?? text.length * FONT_SIZE * 0.55;
  widths.set(text, width);
  return width;
}
