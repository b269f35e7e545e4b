/** Pictures as files: an SVG that looks the same on its own, and a PNG of it. */
import type { LegendEntry, Picture } from './FigureContext';
import { lineColour } from './palette';
import { resolvedColour } from './resolvedColour';

const SVG = 'http://www.w3.org/2000/svg';

/** What decides how SVG looks; everything else of a computed style is the page's business. */
const PROPERTIES = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-opacity',
  'stroke-dasharray',
  'stroke-linecap',
  'stroke-linejoin',
  'stop-color',
  'opacity',
  'visibility',
  'paint-order',
  'font-family',
  'font-size',
  'font-weight',
  'font-style',
  'font-variant-numeric',
  'text-anchor',
  'dominant-baseline',
] as const;

const DEFAULTS: Partial<Record<(typeof PROPERTIES)[number], string>> = {
  'fill-opacity': '1',
  'stroke-opacity': '1',
  'stroke-dasharray': 'none',
  'stroke-linecap': 'butt',
  'stroke-linejoin': 'miter',
  'stop-color': 'rgb(0, 0, 0)',
  opacity: '1',
  visibility: 'visible',
  'paint-order': 'normal',
  'font-style': 'normal',
  'font-weight': '400',
  'font-variant-numeric': 'normal',
  'text-anchor': 'start',
  'dominant-baseline': 'auto',
};

/** A copy of a drawn SVG in which every colour, font and dash is written out as it is seen now. */
function freestandingCopy(drawn: SVGSVGElement): SVGSVGElement {
  const copy = drawn.cloneNode(true) as SVGSVGElement;
  writeOut(drawn, copy);
  copy.setAttribute('xmlns', SVG);
  const { width, height } = drawn.getBoundingClientRect();
  copy.setAttribute('width', String(Math.round(width)));
  copy.setAttribute('height', String(Math.round(height)));
  return copy;
}

function writeOut(from: Element, to: Element): void {
  const style = getComputedStyle(from);
  for (const property of PROPERTIES) {
    const value = style.getPropertyValue(property);
    if (value !== '' && value !== DEFAULTS[property]) to.setAttribute(property, value);
  }
  to.removeAttribute('class');
  to.removeAttribute('style');
  to.removeAttribute('tabindex');
  const children = from.children;
  for (let i = 0; i < children.length; i++) {
    writeOut(children[i] as Element, to.children[i] as Element);
  }
}

const PADDING = 16;
const TITLE_HEIGHT = 30;
const ABOUT_HEIGHT = 18;
const ROW_HEIGHT = 20;

function element(
  name: string,
  attributes: Record<string, string | number>,
  text?: string,
): SVGElement {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  if (text !== undefined) made.textContent = text;
  return made;
}

/**
 * The whole figure as one SVG: ground, title, picture, legend. Throws where there is nothing to draw.
 *
 * @param about a line below the title; empty: none
 */
export function figureSvg(
  title: string,
  about: string,
  picture: Picture,
  figure: Element,
): { text: string; width: number; height: number } {
  const drawing = picture.svg(freestandingCopy);
  if (drawing === null) throw new Error('There is nothing drawn yet.');
  const style = getComputedStyle(figure);
  const ink = resolvedColour('var(--chart-ink)', figure);
  const type = { 'font-family': style.fontFamily, fill: ink };
  const drawingWidth = Number(drawing.getAttribute('width'));
  const drawingHeight = Number(drawing.getAttribute('height'));
  const width = drawingWidth + 2 * PADDING;
  const legend = legendRows(picture.legend(), drawingWidth, figure, type);
  const head = TITLE_HEIGHT + (about === '' ? 0 : ABOUT_HEIGHT);
  const height = drawingHeight + head + legend.height + 2 * PADDING;

  const root = element('svg', { xmlns: SVG, width, height, viewBox: `0 0 ${width} ${height}` });
  root.append(
    element('title', {}, title),
    element('rect', { width, height, fill: resolvedColour('var(--chart-ground)', figure) }),
    element(
      'text',
      { ...type, x: PADDING, y: PADDING + 15, 'font-size': 15, 'font-weight': 600 },
      title,
    ),
  );
  if (about !== '') {
    root.append(element('text', { ...type, x: PADDING, y: PADDING + 33, 'font-size': 12 }, about));
  }
  drawing.setAttribute('x', String(PADDING));
  drawing.setAttribute('y', String(PADDING + head));
  root.append(drawing);
  legend.group.setAttribute('transform', `translate(${PADDING} ${PADDING + head + drawingHeight})`);
  root.append(legend.group);
  return { text: new XMLSerializer().serializeToString(root), width, height };
}

function legendRows(
  entries: readonly LegendEntry[],
  width: number,
  figure: Element,
  type: Record<string, string>,
): { group: SVGElement; height: number } {
  const group = element('g', {});
  let x = 0;
  let row = 0;
  for (const entry of entries) {
    // Room for a label of this length in a type of unknown width.
    const needed = 44 + entry.label.length * 7;
    if (x > 0 && x + needed > width) {
      x = 0;
      row++;
    }
    const y = row * ROW_HEIGHT + ROW_HEIGHT / 2;
    group.append(
      element('line', {
        x1: x,
        x2: x + 26,
        y1: y,
        y2: y,
        stroke: resolvedColour(lineColour(entry.style), figure),
        'stroke-width': entry.style.width,
        ...(entry.style.dash === undefined ? {} : { 'stroke-dasharray': entry.style.dash }),
      }),
      element('text', { ...type, x: x + 32, y: y + 4, 'font-size': 12 }, entry.label),
    );
    x += needed;
  }
  return { group, height: entries.length === 0 ? 0 : (row + 1) * ROW_HEIGHT };
}

/** An SVG drawn on a canvas at `scale` times its size, as a PNG file. */
export async function rasterise(
  svg: { text: string; width: number; height: number },
  scale: number,
): Promise<Blob> {
  const address = URL.createObjectURL(new Blob([svg.text], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(svg.width * scale);
    canvas.height = Math.round(svg.height * scale);
    const context = canvas.getContext('2d');
    if (context === null) throw new Error('This browser gave no canvas to draw on.');
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise<Blob>((resolve, reject) => {
      canvas.toBlob((blob) => {
        if (blob === null) reject(new Error('This browser could not encode the picture.'));
        else resolve(blob);
      }, 'image/png');
    });
  } finally {
    URL.revokeObjectURL(address);
  }
}
