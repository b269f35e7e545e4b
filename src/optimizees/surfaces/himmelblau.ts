import type { SurfaceDefinition } from './arithmetic';

/**
 * Himmelblau's function (1972): four minima of equal depth, reached from nearby starts by different ways.
 *
 *     f(x, y) = (x² + y − 11)² + (x + y² − 7)²
 *     ∂f/∂x = 4 x (x² + y − 11) + 2 (x + y² − 7)
 *     ∂f/∂y = 2 (x² + y − 11) + 4 y (x + y² − 7)
 *
 * Customary start (0, 0), near the local maximum; f = 0 at all four minima.
 */
export const himmelblau: SurfaceDefinition = {
  label: 'Himmelblau',
  start: { x: 0, y: 0 },
  xRange: [-5, 5],
  yRange: [-5, 5],
  minima: [
    { x: 3, y: 2 },
    { x: -2.805118086952745, y: 3.131312518250573 },
    { x: -3.779310253377747, y: -3.283185991286169 },
    { x: 3.584428340330492, y: -1.848126526964404 },
  ],
  evaluate(a, x, y) {
    const r = a.shift(a.add(a.square(x), y), -11);
    const s = a.shift(a.add(x, a.square(y)), -7);
    return {
      value: a.add(a.square(r), a.square(s)),
      dx: a.add(a.scale(a.mul(x, r), 4), a.scale(s, 2)),
      dy: a.add(a.scale(r, 2), a.scale(a.mul(y, s), 4)),
    };
  },
};
