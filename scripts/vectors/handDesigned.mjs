/** SGD, NAG, RMSprop and Adam with Torch's defaults; ε stands outside the root. θ is one function's [n]. */
import { lossAndGradient } from './quadratic.mjs';

/** name → (rate) → stepper: gradient [n] → what is subtracted from θ [n]. */
const rules = {
  sgd: (rate) => (g) => g.map((value) => rate * value),
  nag: (rate) => {
    let m = [];
    return (g) => {
      m = g.map((value, k) => 0.9 * (m[k] ?? 0) + value);
      return g.map((value, k) => rate * (value + 0.9 * m[k]));
    };
  },
  rmsprop: (rate) => {
    let v = [];
    return (g) => {
      v = g.map((value, k) => 0.99 * (v[k] ?? 0) + 0.01 * value * value);
      return g.map((value, k) => (rate * value) / (Math.sqrt(v[k]) + 1e-8));
    };
  },
  adam: (rate) => {
    let m = [];
    let v = [];
    let t = 0;
    return (g) => {
      t += 1;
      m = g.map((value, k) => 0.9 * (m[k] ?? 0) + 0.1 * value);
      v = g.map((value, k) => 0.999 * (v[k] ?? 0) + 0.001 * value * value);
      return m.map((value, k) => {
        const unbiased = value / (1 - 0.9 ** t);
        return (rate * unbiased) / (Math.sqrt(v[k] / (1 - 0.999 ** t)) + 1e-8);
      });
    };
  },
};

export function descend(name, rate, { W, y, theta0 }, steps) {
  const stepper = rules[name](rate);
  let theta = theta0;
  const record = { theta: [], f: [] };
  for (let t = 0; t <= steps; t++) {
    const { loss, gradient } = lossAndGradient(W, y, theta);
    record.theta.push(theta);
    record.f.push(loss);
    const step = stepper(gradient);
    theta = theta.map((value, k) => value - step[k]);
  }
  return record;
}
