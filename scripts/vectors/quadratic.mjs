/** f(θ) = ‖Wθ − y‖², summed over the components; ∇f = 2 Wᵀ(Wθ − y); ∇²f · v = 2 WᵀWv. */

const dot = (a, b) => a.reduce((sum, value, k) => sum + value * b[k], 0);
const times = (W, v) => W.map((row) => dot(row, v));
const transposedTimes = (W, r) =>
  W[0].map((_, k) => W.reduce((sum, row, j) => sum + row[k] * r[j], 0));

/** One function: W [n][n], y [n], θ [n] → { loss, gradient [n] }. */
export function lossAndGradient(W, y, theta) {
  const residual = times(W, theta).map((value, k) => value - y[k]);
  return {
    loss: dot(residual, residual),
    gradient: transposedTimes(W, residual).map((value) => 2 * value),
  };
}

export function hessianTimes(W, v) {
  return transposedTimes(W, times(W, v)).map((value) => 2 * value);
}
