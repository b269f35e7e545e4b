import type { SurfaceDefinition } from './arithmetic';

/**
 * Rosenbrock's valley (1960): finding the curved valley is easy, following it is not.
 *
 *     f(x, y) = (1 − x)² + 100 (y − x²)²
 *     ∂f/∂x = −2 (1 − x) − 400 x (y − x²)
 *     ∂f/∂y = 200 (y − x²)
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
};
