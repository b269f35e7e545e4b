/** A heat map as a free-standing SVG: the values as an image below its axes and marks. */
import { resolvedColour } from './resolvedColour';
import type { Plot } from './scene';

const SVG = 'http://www.w3.org/2000/svg';

export function heatPicture(
  copy: SVGSVGElement,
  canvas: HTMLCanvasElement,
  plot: Plot,
  /** Where the canvas lies, from the plot's top. */
  lies: { top: number; height: number },
): SVGSVGElement {
  const colour = (name: string) => resolvedColour(`var(--${name})`, canvas);
  const place = { x: 0, y: lies.top, width: plot.width, height: lies.height };
  // A nested SVG is a window: what of the rows is out of view is cut off.
  const window = add(copy, 'svg', {
    x: plot.left,
    y: plot.top,
    width: plot.width,
    height: plot.height,
  });
  const pattern = add(window, 'pattern', {
    id: 'no-value',
    width: 6,
    height: 6,
    patternUnits: 'userSpaceOnUse',
    patternTransform: 'rotate(45)',
  });
  add(pattern, 'rect', { width: 6, height: 6, fill: colour('chart-ground') });
  add(pattern, 'rect', { width: 1, height: 6, fill: colour('heat-hatch') });
  add(window, 'rect', { ...place, fill: 'url(#no-value)' });
  const image = add(window, 'image', {
    ...place,
    preserveAspectRatio: 'none',
    href: canvas.toDataURL('image/png'),
  });
  // Not by its attribute: the content security policy takes that for a style of somebody else's.
  image.style.imageRendering = canvas.style.imageRendering;
  copy.prepend(window);
  return copy;
}

function add(
  parent: Element,
  name: string,
  attributes: Record<string, string | number>,
): SVGElement {
  const made = document.createElementNS(SVG, name) as SVGElement;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  parent.append(made);
  return made;
}
