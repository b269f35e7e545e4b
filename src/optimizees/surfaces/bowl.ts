import type { SurfaceDefinition } from './arithmetic';

/** κ, the ratio of the two curvatures. */
const CONDITION = 100;

/**
 * An ill-conditioned quadratic bowl, turned by 45° so that no optimizer that works coordinate by coordinate
 * can simply rescale the axes:
 *
 *     f(x, y) = ¼ ((x + y)² + κ (x − y)²),  κ = 100
 *     ∂f/∂x = ½ ((x + y) + κ (x − y))
 *     ∂f/∂y = ½ ((x + y) − κ (x − y))
 *     ∂²f/∂x² = ∂²f/∂y² = ½ (1 + κ),  ∂²f/∂x∂y = ½ (1 − κ)
 *
 * The curvatures are 1 along (1, 1) and κ along (1, −1). Minimum f(0, 0) = 0.
 */
export const bowl: SurfaceDefinition = {
  label: 'Ill-conditioned bowl',
  start: { x: -1.8, y: -1.2 },
  xRange: [-2.5, 2.5],
  yRange: [-2.5, 2.5],
  minima: [{ x: 0, y: 0 }],
  evaluate(a, x, y) {
    const along = a.add(x, y);
    const across = a.sub(x, y);
    const steep = a.scale(across, CONDITION);
    return {
      value: a.scale(a.add(a.square(along), a.mul(across, steep)), 0.25),
      dx: a.scale(a.add(along, steep), 0.5),
      dy: a.scale(a.sub(along, steep), 0.5),
    };
  },
  bend(a, x) {
    const constant = (value: number) => a.shift(a.scale(x, 0), value);
    const same = constant((1 + CONDITION) / 2);
    return { dxx: same, dxy: constant((1 - CONDITION) / 2), dyy: same };
  },
};
