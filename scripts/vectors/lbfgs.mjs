/**
 * L-BFGS on one quadratic in float64, with the inverse Hessian approximation as a dense matrix built up anew at each step
 * from the last m pairs (Nocedal and Wright, 7.16): H ← (I − ρ s yᵀ) H (I − ρ y sᵀ) + ρ s sᵀ from H⁰ = γ I. The same
 * direction as the two loops give, by another way. The line search is that of src/optimizers/lbfgs/wolfe.ts.
 */
import { lossAndGradient } from './quadratic.mjs';

const C1 = 1e-4;
const C2 = 0.9;
const dot = (a, b) => a.reduce((sum, value, k) => sum + value * b[k], 0);

function inverseHessian(pairs, n) {
  const last = pairs.at(-1);
  const gamma = last ? dot(last.s, last.y) / dot(last.y, last.y) : 1;
  let H = Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_, j) => (i === j ? gamma : 0)),
  );
  for (const { s, y } of pairs) {
    const rho = 1 / dot(s, y);
    const Hy = H.map((row) => dot(row, y));
    const yHy = dot(y, Hy);
    H = H.map((row, i) =>
      row.map(
        (value, j) =>
          value - rho * (s[i] * Hy[j] + Hy[i] * s[j]) + (rho * rho * yHy + rho) * s[i] * s[j],
      ),
    );
  }
  return H;
}

/** The first α that fulfils the strong Wolfe conditions; phi: α → { value, slope }. */
function lineSearch(phi, first) {
  const start = { alpha: 0, ...phi(0) };
  let low = start;
  let high = null;
  let alpha = first;
  for (let trial = 0; trial < 20; trial++) {
    const here = { alpha, ...phi(alpha) };
    const limit = start.value + C1 * alpha * start.slope + 1e-6 * Math.abs(start.value);
    if (!(here.value <= limit)) high = here;
    else if (here.slope < C2 * start.slope) low = here;
    else if (here.slope > -C2 * start.slope) high = here;
    else return alpha;
    if (high === null) alpha *= 10;
    else {
      const width = high.alpha - low.alpha;
      const d1 = low.slope + high.slope - (3 * (low.value - high.value)) / (low.alpha - high.alpha);
      const d2 = Math.sqrt(d1 * d1 - low.slope * high.slope);
      const best =
        high.alpha - (width * (high.slope + d2 - d1)) / (high.slope - low.slope + 2 * d2);
      alpha = Math.min(high.alpha - 0.1 * width, Math.max(low.alpha + 0.1 * width, best));
    }
  }
  throw new Error('the reference found no step length');
}

/** Ends where the gradient is so small that float32 could not go on: θ stays from there. */
export function descendByLbfgs({ W, y, theta0 }, steps, memory = 10) {
  let theta = theta0;
  let pairs = [];
  const record = { theta: [], f: [] };
  for (let t = 0; t <= steps; t++) {
    const { loss, gradient } = lossAndGradient(W, y, theta);
    record.theta.push(theta);
    record.f.push(loss);
    if (Math.sqrt(dot(gradient, gradient)) < 1e-9) continue;
    const p = inverseHessian(pairs, theta.length).map((row) => -dot(row, gradient));
    const along = (alpha) => theta.map((value, k) => value + alpha * p[k]);
    const phi = (alpha) => {
      const there = lossAndGradient(W, y, along(alpha));
      return { value: there.loss, slope: dot(there.gradient, p) };
    };
    const first = pairs.length === 0 ? 1 / Math.sqrt(dot(gradient, gradient)) : 1;
    const next = along(lineSearch(phi, first));
    const behind = lossAndGradient(W, y, next).gradient;
    const pair = {
      s: next.map((value, k) => value - theta[k]),
      y: behind.map((value, k) => value - gradient[k]),
    };
    pairs = [...pairs.slice(-(memory - 1)), pair];
    theta = next;
  }
  return record;
}
