import type { Rgb } from './contours';
import { resolvedColour } from './resolvedColour';

/** A CSS colour, which may be a variable, as a canvas inside `element` paints it. */
export function canvasColour(colour: string, element: Element): Rgb {
  const spot = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  if (spot === null) return [128, 128, 128];
  spot.fillStyle = resolvedColour(colour, element);
  spot.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = spot.getImageData(0, 0, 1, 1).data;
  return [red, green, blue];
}
