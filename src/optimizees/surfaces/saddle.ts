import type { SurfaceDefinition } from './arithmetic';

/**
 * The saddle x² − y², bent up again by a quartic and lifted so that its smallest value is 0. The bare saddle
 * falls without end, and a race on it would be won by whoever diverges first; here every optimizer has
 * somewhere to arrive, and the curves fit a logarithmic axis.
 *
 *     f(x, y) = x² − y² + y⁴/4 + 1 = x² + (y²/2 − 1)²
 *     ∂f/∂x = 2 x
 *     ∂f/∂y = 2 y (y²/2 − 1)
 *     ∂²f/∂x² = 2,  ∂²f/∂x∂y = 0,  ∂²f/∂y² = 3 y² − 2
 *
 * The saddle point is (0, 0) with f = 1 and the Hessian diag(2, −2) of x² − y². Minima f(0, ±√2) = 0. The start
 * lies beside the ridge, so that the way down leads to the saddle first and escape takes patience.
 */
export const saddle: SurfaceDefinition = {
  label: 'Saddle',
  start: { x: -1.5, y: 0.01 },
  xRange: [-2.2, 2.2],
  yRange: [-2.2, 2.2],
  minima: [
    { x: 0, y: Math.SQRT2 },
    { x: 0, y: -Math.SQRT2 },
  ],
  evaluate(a, x, y) {
    const well = a.shift(a.scale(a.square(y), 0.5), -1);
    return {
      value: a.add(a.square(x), a.square(well)),
      dx: a.scale(x, 2),
      dy: a.scale(a.mul(y, well), 2),
    };
  },
  bend(a, x, y) {
    return {
      dxx: a.shift(a.scale(x, 0), 2),
      dxy: a.scale(x, 0),
      dyy: a.shift(a.scale(a.square(y), 3), -2),
    };
  },
};
