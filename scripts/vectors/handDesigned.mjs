/**
 * Hand-designed optimizers with the defaults that src/optimizers/ names: Torch's for SGD, NAG, RMSprop and Adam; ε stands
 * outside the root. θ is one function's [n].
 */
import { lossAndGradient } from './quadratic.mjs';

/** name → (rate) → stepper: (gradient [n], θ [n]) → what is subtracted from θ [n]. */
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
  momentum: (rate) => {
    let m = [];
    return (g) => {
      m = g.map((value, k) => 0.9 * (m[k] ?? 0) + value);
      return m.map((value) => rate * value);
    };
  },
  adamw: (rate) => {
    const adam = rules.adam(rate);
    return (g, theta) => adam(g).map((value, k) => value + rate * 0.01 * theta[k]);
  },
  adagrad: (rate) => {
    let s = [];
    return (g) => {
      s = g.map((value, k) => (s[k] ?? 0) + value * value);
      return g.map((value, k) => (rate * value) / (Math.sqrt(s[k]) + 1e-10));
    };
  },
  lion: (rate) => {
    let m = [];
    return (g) => {
      const step = g.map((value, k) => rate * Math.sign(0.9 * (m[k] ?? 0) + 0.1 * value));
      m = g.map((value, k) => 0.99 * (m[k] ?? 0) + 0.01 * value);
      return step;
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
    const step = stepper(gradient, theta);
    theta = theta.map((value, k) => value - step[k]);
  }
  return record;
}
