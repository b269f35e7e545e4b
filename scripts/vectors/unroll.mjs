/**
 * Roll-outs of the LSTM on a batch of quadratics, and their meta-gradients by back-propagation through time.
 *
 * Meta-loss of K steps from θ_s: L = Σ_{t=s+1..s+K} w_t·f̄(θ_t), or Σ w_t·log f̄(θ_t); f̄ is the mean over the batch.
 */
import {
  featureSlopes,
  features,
  stepBackward,
  stepForward,
  zeroState,
  zerosLike,
} from './lstm.mjs';
import { hessianTimes, lossAndGradient } from './quadratic.mjs';

const zeroStates = (phi, theta) => theta.map((row) => row.map(() => zeroState(phi)));

/**
 * @param batch { W [B][n][n], y [B][n] }
 * @param rule { phi, preprocess, p, outputScale }
 * @param start { theta [B][n], states? }
 * @param frozenGradients if given, the optimizer is fed these [K][B][n] instead of the gradients met on the way
 * @returns theta [K+1][B][n], f [K+1][B], gradients [K+1][B][n], tapes, and where it ended
 */
export function rollout(batch, rule, start, steps, frozenGradients) {
  const { phi, preprocess, p, outputScale } = rule;
  let theta = start.theta;
  let states = start.states ?? zeroStates(phi, theta);
  const record = { theta: [], f: [], gradients: [], tapes: [] };
  for (let t = 0; t <= steps; t++) {
    const here = theta.map((row, b) => lossAndGradient(batch.W[b], batch.y[b], row));
    record.theta.push(theta);
    record.f.push(here.map(({ loss }) => loss));
    record.gradients.push(here.map(({ gradient }) => gradient));
    if (t === steps) break;
    const fed = frozenGradients?.[t] ?? record.gradients[t];
    const moved = fed.map((row, b) =>
      row.map((g, j) => stepForward(phi, features(g, preprocess, p), states[b][j], outputScale)),
    );
    record.tapes.push(moved.map((row) => row.map(({ tape }) => tape)));
    states = moved.map((row) => row.map(({ state }) => state));
    theta = theta.map((row, b) => row.map((value, j) => value + moved[b][j].update));
  }
  return { ...record, end: { theta, states } };
}

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** L of a roll-out; `weights[t − 1]` is w_t. */
export function metaLoss(record, { weights, objective = 'sum' } = {}) {
  return record.f.slice(1).reduce((sum, losses, k) => {
    const average = mean(losses);
    return sum + (weights?.[k] ?? 1) * (objective === 'log' ? Math.log(average) : average);
  }, 0);
}

/**
 * ∂L/∂φ. First order (`secondOrder` false): what the optimizer is fed is constant, so the cotangent of u_t is
 * the suffix sum of the losses' gradients. Second order: it also runs through ∇f(θ_t) by the Hessian.
 */
export function metaGradient(
  batch,
  rule,
  record,
  { weights, objective = 'sum', secondOrder = false } = {},
) {
  const { phi, preprocess, p, outputScale } = rule;
  const gradient = zerosLike(phi);
  const problems = batch.W.length;
  const steps = record.tapes.length;
  let dTheta = record.theta[0].map((row) => row.map(() => 0));
  let dStates = zeroStates(phi, record.theta[0]);
  for (let t = steps - 1; t >= 0; t--) {
    // dTheta is the cotangent of θ_{t+1}, which is that of u_t as well.
    const average = objective === 'log' ? mean(record.f[t + 1]) : 1;
    const factor = (weights?.[t] ?? 1) / (problems * average);
    dTheta = dTheta.map((row, b) =>
      row.map((value, j) => value + factor * record.gradients[t + 1][b][j]),
    );
    const back = dTheta.map((row, b) =>
      row.map((dUpdate, j) =>
        stepBackward(phi, record.tapes[t][b][j], dUpdate, dStates[b][j], outputScale, gradient),
      ),
    );
    dStates = back.map((row) => row.map(({ dState }) => dState));
    if (!secondOrder) continue;
    dTheta = dTheta.map((row, b) => {
      const dGradient = row.map((_, j) => {
        const slopes = featureSlopes(record.gradients[t][b][j], preprocess, p);
        return back[b][j].dInput.reduce((sum, value, k) => sum + value * slopes[k], 0);
      });
      const bent = hessianTimes(batch.W[b], dGradient);
      return row.map((value, j) => value + bent[j]);
    });
  }
  return gradient;
}
