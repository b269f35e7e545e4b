import type { SurfaceDefinition } from './arithmetic';

/**
 * Rosenbrock's valley (1960): finding the curved valley is easy, following it is not.
 *
 *     f(x, y) = (1 − x)² + 100 (y − x²)²
 *     ∂f/∂x = −2 (1 − x) − 400 x (y − x²)
 *     ∂f/∂y = 200 (y − x²)
 *     ∂²f/∂x² = 2 − 400 (y − x²) + 800 x²,  ∂²f/∂x∂y = −400 x,  ∂²f/∂y² = 200
 *
 * Customary start (−1.2, 1), minimum f(1, 1) = 0.
 */
export const rosenbrock: SurfaceDefinition = {
  label: 'Rosenbrock',
  start: { x: -1.2, y: 1 },
  xRange: [-2, 2],
  yRange: [-1, 3],
  minima: [{ x: 1, y: 1 }],
  evaluate(a, x, y) {
    const toOne = a.shift(a.scale(x, -1), 1);
    const aside = a.sub(y, a.square(x));
    return {
      value: a.add(a.square(toOne), a.scale(a.square(aside), 100)),
      dx: a.sub(a.scale(toOne, -2), a.scale(a.mul(x, aside), 400)),
      dy: a.scale(aside, 200),
    };
  },
  bend(a, x, y) {
    const square = a.square(x);
    return {
      dxx: a.shift(a.add(a.scale(a.sub(y, square), -400), a.scale(square, 800)), 2),
      dxy: a.scale(x, -400),
      dyy: a.shift(a.scale(y, 0), 200),
    };
  },
};
