import type { SurfaceDefinition } from './arithmetic';

/**
 * Beale's function (1958): a flat valley between walls of the sixth degree.
 *
 *     f(x, y) = r₁² + r₂² + r₃²,  rₖ = cₖ − x (1 − yᵏ),  c = 1.5, 2.25, 2.625
 *     ∂f/∂x = −2 Σ rₖ (1 − yᵏ)
 *     ∂f/∂y = 2 x Σ rₖ k yᵏ⁻¹
 *     ∂²f/∂x² = 2 Σ (1 − yᵏ)²,  ∂²f/∂x∂y = 2 Σ k yᵏ⁻¹ (rₖ − x (1 − yᵏ))
 *     ∂²f/∂y² = 2 x (x (1 + 4 y² + 9 y⁴) + 2 r₂ + 6 y r₃)
 *
 * Customary start (1, 1), minimum f(3, ½) = 0.
 */
export const beale: SurfaceDefinition = {
  label: 'Beale',
  start: { x: 1, y: 1 },
  xRange: [-0.5, 4],
  yRange: [-1.5, 1.8],
  minima: [{ x: 3, y: 0.5 }],
  evaluate(a, x, y) {
    const y2 = a.square(y);
    // 1 − yᵏ
    const w1 = a.shift(a.scale(y, -1), 1);
    const w2 = a.shift(a.scale(y2, -1), 1);
    const w3 = a.shift(a.scale(a.mul(y2, y), -1), 1);
    const r1 = a.shift(a.scale(a.mul(x, w1), -1), 1.5);
    const r2 = a.shift(a.scale(a.mul(x, w2), -1), 2.25);
    const r3 = a.shift(a.scale(a.mul(x, w3), -1), 2.625);
    const slopes = a.add(a.add(a.mul(r1, w1), a.mul(r2, w2)), a.mul(r3, w3));
    const bends = a.add(r1, a.add(a.scale(a.mul(r2, y), 2), a.scale(a.mul(r3, y2), 3)));
    return {
      value: a.add(a.add(a.square(r1), a.square(r2)), a.square(r3)),
      dx: a.scale(slopes, -2),
      dy: a.scale(a.mul(x, bends), 2),
    };
  },
  bend(a, x, y) {
    const y2 = a.square(y);
    const w1 = a.shift(a.scale(y, -1), 1);
    const w2 = a.shift(a.scale(y2, -1), 1);
    const w3 = a.shift(a.scale(a.mul(y2, y), -1), 1);
    const r1 = a.shift(a.scale(a.mul(x, w1), -1), 1.5);
    const r2 = a.shift(a.scale(a.mul(x, w2), -1), 2.25);
    const r3 = a.shift(a.scale(a.mul(x, w3), -1), 2.625);
    const squares = a.add(a.square(w1), a.add(a.square(w2), a.square(w3)));
    const cross = a.add(
      a.sub(r1, a.mul(x, w1)),
      a.add(
        a.scale(a.mul(y, a.sub(r2, a.mul(x, w2))), 2),
        a.scale(a.mul(y2, a.sub(r3, a.mul(x, w3))), 3),
      ),
    );
    const steep = a.mul(x, a.shift(a.add(a.scale(y2, 4), a.scale(a.square(y2), 9)), 1));
    const bent = a.add(a.scale(r2, 2), a.scale(a.mul(y, r3), 6));
    return {
      dxx: a.scale(squares, 2),
      dxy: a.scale(cross, 2),
      dyy: a.scale(a.mul(x, a.add(steep, bent)), 2),
    };
  },
};
