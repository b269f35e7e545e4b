import type { SurfaceDefinition } from './arithmetic';

/**
 * Rastrigin's function (1974): a bowl full of dents; most optimizers stop in one of them.
 *
 *     f(x, y) = 20 + x² − 10 cos 2πx + y² − 10 cos 2πy
 *     ∂f/∂x = 2 x + 20 π sin 2πx
 *     ∂f/∂y = 2 y + 20 π sin 2πy
 *     ∂²f/∂x² = 2 + 40 π² cos 2πx,  ∂²f/∂x∂y = 0,  ∂²f/∂y² = 2 + 40 π² cos 2πy
 *
 * Minimum f(0, 0) = 0. There is no customary start; ours is on a slope three dents away.
 */
export const rastrigin: SurfaceDefinition = {
  label: 'Rastrigin',
  start: { x: -3.3, y: 2.6 },
  xRange: [-5.12, 5.12],
  yRange: [-5.12, 5.12],
  minima: [{ x: 0, y: 0 }],
  evaluate(a, x, y) {
    const dents = a.scale(a.add(a.cosTurns(x), a.cosTurns(y)), -10);
    return {
      value: a.shift(a.add(a.add(a.square(x), a.square(y)), dents), 20),
      dx: a.add(a.scale(x, 2), a.scale(a.sinTurns(x), 20 * Math.PI)),
      dy: a.add(a.scale(y, 2), a.scale(a.sinTurns(y), 20 * Math.PI)),
    };
  },
  bend(a, x, y) {
    const along = (turns: typeof x) => a.shift(a.scale(a.cosTurns(turns), 40 * Math.PI ** 2), 2);
    return { dxx: along(x), dxy: a.scale(x, 0), dyy: along(y) };
  },
};
