import type { SurfaceDefinition } from './arithmetic';

/**
 * Himmelblau's function (1972): four minima of equal depth, reached from nearby starts by different ways.
 *
 *     f(x, y) = (x² + y − 11)² + (x + y² − 7)²
 *     ∂f/∂x = 4 x (x² + y − 11) + 2 (x + y² − 7)
 *     ∂f/∂y = 2 (x² + y − 11) + 4 y (x + y² − 7)
 *     ∂²f/∂x² = 4 (x² + y − 11) + 8 x² + 2,  ∂²f/∂x∂y = 4 (x + y),  ∂²f/∂y² = 4 (x + y² − 7) + 8 y² + 2
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
  bend(a, x, y) {
    const r = a.shift(a.add(a.square(x), y), -11);
    const s = a.shift(a.add(x, a.square(y)), -7);
    return {
      dxx: a.shift(a.add(a.scale(r, 4), a.scale(a.square(x), 8)), 2),
      dxy: a.scale(a.add(x, y), 4),
      dyy: a.shift(a.add(a.scale(s, 4), a.scale(a.square(y), 8)), 2),
    };
  },
};
