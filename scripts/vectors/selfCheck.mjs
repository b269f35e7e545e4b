/** Central finite differences against the hand-written backward passes, before anything is written. */
import { metaGradient, metaLoss, rollout } from './unroll.mjs';

const STEP = 2e-6;
/**
 * Central differences err by rounding, 1e-16·|L|/STEP ≈ 1e-8 for L ≈ 200, and by STEP²·L‴/6. L‴ is large where a
 * gradient comes close to 0 under the logarithm, so 1e-6 of the whole gradient's norm is asked for.
 */
const TOLERANCE = 1e-6;

/** The numbers of a nested array as { get, set } cells. */
function cells(array) {
  return array.flatMap((value, k) =>
    Array.isArray(value)
      ? cells(value)
      : [
          {
            get: () => array[k],
            set: (next) => {
              array[k] = next;
            },
          },
        ],
  );
}

function difference(cell, evaluate) {
  const here = cell.get();
  cell.set(here + STEP);
  const above = evaluate();
  cell.set(here - STEP);
  const below = evaluate();
  cell.set(here);
  return (above - below) / (2 * STEP);
}

/**
 * Compares a gradient with differences of `evaluate` over every number of `parameters` (changed and put back).
 * @throws Error naming what differs
 */
export function checkGradient(what, parameters, gradient, evaluate) {
  const names = Object.keys(parameters);
  const exact = names.flatMap((name) => cells(gradient[name]).map((cell) => cell.get()));
  const measured = names.flatMap((name) =>
    cells(parameters[name]).map((cell) => difference(cell, evaluate)),
  );
  const norm = Math.hypot(...exact);
  const error = Math.hypot(...exact.map((value, k) => value - measured[k]));
  if (!(error <= TOLERANCE * norm)) {
    throw new Error(`${what}: finite differences are ${error / norm} of the gradient's norm away`);
  }
}

/**
 * Second order is the derivative of the whole roll-out. First order is the derivative of the roll-out whose
 * optimizer is fed the recorded gradients, whatever θ does.
 */
export function checkMetaGradient(what, batch, rule, start, steps, options = {}) {
  const phi = structuredClone(rule.phi);
  const trial = { ...rule, phi };
  const record = rollout(batch, trial, start, steps);
  for (const secondOrder of [false, true]) {
    const frozen = secondOrder ? undefined : record.gradients;
    checkGradient(
      `${what}, ${secondOrder ? 'second' : 'first'} order`,
      phi,
      metaGradient(batch, trial, record, { ...options, secondOrder }),
      () => metaLoss(rollout(batch, trial, start, steps, frozen), options),
    );
  }
}
