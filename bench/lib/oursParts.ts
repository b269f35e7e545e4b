/**
 * Parts of our engine's unroll by themselves: the way forward, and the LSTM without an optimizee. Where the CPU's
 * kernels keep an unroll in their memory these are their calls, as metaTraining/kernelRollout.ts makes them; elsewhere
 * they are those of a tape, as in metaTraining/tensorRollout.ts.
 */
import type { Optimizee } from '../../src/optimizees/optimizee';
import type { LearnedRule } from '../../src/optimizers/learnedRule';
import type { UnrollInPlace } from '../../src/optimizers/lstm/wasm/unroll';
import { disposeState } from '../../src/optimizers/optimizer';
import { freeRunning } from '../../src/runtime/control';
import { readFloats, type Tensor, type Tensor1D, type Tensor2D, tf } from '../../src/runtime/tf';
import { UNROLL } from './cases';
import type { Passes } from './contender';
import { someGradients } from './data';
import { finished, kernelFloats } from './engine';

export interface Parts {
  rule: LearnedRule;
  optimizee: Optimizee;
  /** φ [P] */
  phi: Tensor1D;
}

function openInPlace({ rule, optimizee }: Parts, separable: boolean): UnrollInPlace | null {
  const { problems, coordinates } = optimizee;
  return rule.unrollInPlace?.({ problems, coordinates, separable, longest: UNROLL }) ?? null;
}

/** One unroll forward in the kernels' memory. False where it is not computed there. */
export async function forwardInPlace(parts: Parts & { theta0: Tensor2D }): Promise<boolean> {
  const fn = parts.optimizee.cpu?.() ?? null;
  const unroll = fn === null ? null : openInPlace(parts, fn.quadratic !== undefined);
  if (fn === null || unroll === null) return false;
  const { quadratic } = fn;
  const evaluate = (t: number) =>
    fn.lossAndGradient(unroll.theta, t, unroll.lossRow(t), unroll.gradientRow(t));
  unroll.start(parts.theta0.dataSync<'float32'>() as Float32Array);
  parts.theta0.dispose();
  if (quadratic === undefined) evaluate(0);
  else unroll.evaluate(quadratic);
  unroll.begin(parts.phi.dataSync<'float32'>() as Float32Array, UNROLL);
  if (quadratic !== undefined) await unroll.roll(quadratic, freeRunning);
  else {
    for (let t = 1; t <= UNROLL; t++) {
      unroll.step();
      evaluate(t);
    }
  }
  unroll.end();
  unroll.dispose();
  return true;
}

/** One unroll forward with tensors; `theta0` is taken over. */
export async function forwardOnTape(parts: Parts & { theta0: Tensor2D }): Promise<void> {
  const { rule, optimizee, phi } = parts;
  const tape = rule.openTape(phi, rule.initialState(optimizee.problems, optimizee.coordinates));
  let theta = parts.theta0;
  const kept: Tensor[] = [];
  let at = optimizee.lossAndGradient(theta, 0);
  for (let k = 1; k <= UNROLL; k++) {
    const update = tape.step(at.gradient);
    const moved: Tensor2D = tf.add(theta, update);
    tf.dispose([theta, update]);
    theta = moved;
    kept.push(at.loss, at.gradient);
    at = optimizee.lossAndGradient(theta, k);
  }
  await finished(at.gradient);
  tape.dispose();
  tf.dispose([kept, theta, at.loss, at.gradient]);
}

/** The LSTM alone in the kernels' memory: the same gradients at every step. Null where it is not computed there. */
export async function lstmInPlace(parts: Parts): Promise<Passes | null> {
  const unroll = openInPlace(parts, false);
  if (unroll === null) return null;
  const count = parts.optimizee.problems * parts.optimizee.coordinates;
  const gradients = someGradients(count, 'gradient');
  unroll.start(new Float32Array(count));
  for (let t = 0; t <= UNROLL; t++) kernelFloats(unroll.gradientRow(t), count).set(gradients);
  const scales = new Float32Array(UNROLL).fill(1 / parts.optimizee.problems);
  const from = performance.now();
  unroll.begin(parts.phi.dataSync<'float32'>() as Float32Array, UNROLL);
  for (let t = 0; t < UNROLL; t++) unroll.step();
  const turned = performance.now();
  await unroll.backward(scales, freeRunning);
  const end = performance.now();
  unroll.end();
  unroll.dispose();
  return { forward: turned - from, backward: end - turned };
}

/** The LSTM alone with tensors: the same gradients and the same cotangents at every step. */
export async function lstmOnTape({ rule, optimizee, phi }: Parts): Promise<Passes> {
  const { problems, coordinates } = optimizee;
  const [gradient, cotangent] = ['gradient', 'cotangent'].map((label) =>
    tf.tensor2d(someGradients(problems * coordinates, label), [problems, coordinates]),
  ) as [Tensor2D, Tensor2D];
  const tape = rule.openTape(phi, rule.initialState(problems, coordinates));
  const updates: Tensor2D[] = [];
  const from = performance.now();
  for (let k = 0; k < UNROLL; k++) updates.push(tape.step(gradient));
  await finished(updates.at(-1) as Tensor2D);
  const turned = performance.now();
  const result = await tape.backward(new Array<Tensor2D>(UNROLL).fill(cotangent), freeRunning);
  await readFloats(result);
  const end = performance.now();
  disposeState(tape.close());
  tf.dispose([updates, gradient, cotangent, result]);
  return { forward: turned - from, backward: end - turned };
}
