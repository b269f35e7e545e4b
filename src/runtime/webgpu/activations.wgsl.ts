/** σ and tanh in WGSL, for all shaders that need them. */

/**
 * The functions `sigmoid` and `tangens` of a number, or of each entry of a vector.
 *
 * σ(x) = 1 / (1 + e⁻ˣ) and tanh x = (1 − e⁻²ˣ) / (1 + e⁻²ˣ), with e to the power of −|x| only: that never overflows. WGSL
 * promises nothing about its own tanh near 0 and lets it overflow far away. Near 0 the quotient would lose digits; there
 * stands a polynomial (Cephes, tanhf). A NaN stays one. Largest relative errors measured (SwiftShader): σ 7e-7 on ±10,
 * tanh 2.2e-7.
 *
 * @param type `f32`, a vector of them, or an alias of one of these
 */
export function sigmoidAndTanh(type: string): string {
  return `
fn sigmoid(x: ${type}) -> ${type} {
  let e = exp(-abs(x));
  return select(e, ${type}(1), x >= ${type}(0)) / (${type}(1) + e);
}

fn tangens(x: ${type}) -> ${type} {
  let e = exp(-2 * abs(x));
  let far = (${type}(1) - e) / (${type}(1) + e);
  let s = x * x;
  var q = ${type}(-5.70498872745e-3);
  q = q * s + ${type}(2.06390887954e-2);
  q = q * s + ${type}(-5.37397155531e-2);
  q = q * s + ${type}(1.33314422036e-1);
  q = q * s + ${type}(-3.33332819422e-1);
  let near = x + x * s * q;
  return select(select(far, -far, x < ${type}(0)), near, s < ${type}(0.390625));
}
`;
}
