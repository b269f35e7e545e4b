/** How a race of the learned optimizer grows with the number of coordinates: milliseconds a step, bytes a coordinate. */
import { race } from '../../src/evaluation/race';
import { LstmRule } from '../../src/optimizers/lstm/lstmRule';
import { advance, disposeState, type OptimizerState } from '../../src/optimizers/optimizer';
import { type Tensor2D, tf } from '../../src/runtime/tf';
import { lstmConfigSchema } from '../../src/specs/optimizer';
import type { BenchCase } from './cases';
import { dataOf, someGradients } from './data';
import { cpuKernelBytes, finished } from './engine';
import { Separable } from './functions';
import { gpuBytes, resetMostGpuBytes } from './gpuWatch';

export interface RaceGrowth {
  coordinates: number;
  msAStep: number;
  /** State and scratch of the optimizer at its highest, divided by the coordinates. */
  bytesACoordinate: number;
}

const config = lstmConfigSchema.parse({});
const MOST_STEPS = 50;
const LONG_ENOUGH_MS = 500;

const caseOf = (coordinates: number): BenchCase => ({
  id: `race ${coordinates}`,
  label: `race of ${coordinates} coordinates`,
  task: 'separable',
  problems: 1,
  dimension: coordinates,
  lstm: config,
});

/** What an optimizer allocates for a state and two steps, over what there was before. Tensors in and out not counted. */
async function optimizerBytes(phi: Float32Array, coordinates: number): Promise<number> {
  const weights = tf.tensor1d(phi);
  const gradient = tf.tensor2d(someGradients(coordinates, 'race'), [1, coordinates]);
  // On the device, so that its buffer is not counted.
  const ready: Tensor2D = tf.mul(gradient, 1);
  await finished(ready);
  const before = { cpu: cpuKernelBytes().now, tensors: tf.memory().numBytes, gpu: gpuBytes().now };
  resetMostGpuBytes();
  const optimizer = new LstmRule(config).optimizer(weights);
  let state: OptimizerState = optimizer.init(1, coordinates);
  const updates: Tensor2D[] = [];
  for (let t = 0; t < 2; t++) {
    const moved = advance(optimizer, ready, state);
    state = moved.state;
    updates.push(moved.update);
  }
  await finished(updates[1] as Tensor2D);
  const onDevice = tf.getBackend() === 'webgpu';
  const updateBytes = 4 * coordinates * updates.length;
  const bytes = onDevice
    ? gpuBytes().most - before.gpu - updateBytes
    : cpuKernelBytes().mostInUse -
      before.cpu +
      (tf.memory().numBytes - before.tensors) -
      updateBytes;
  disposeState(state);
  optimizer.dispose();
  tf.dispose([updates, gradient, ready, weights]);
  return bytes;
}

async function raceMs(phi: Float32Array, coordinates: number): Promise<number> {
  const data = dataOf(caseOf(coordinates));
  if (data.problem.task !== 'separable') throw new Error('a race here is of a separable function');
  const weights = tf.tensor1d(phi);
  const optimizee = new Separable(data.problem.a, data.problem.b);
  const theta0 = tf.tensor2d(data.theta0, [1, coordinates]);
  const optimizer = new LstmRule(config).optimizer(weights);
  const run = (steps: number) => race(optimizee, [optimizer], { steps, theta0 });
  const timed = async (steps: number) => {
    const from = performance.now();
    await run(steps);
    return (performance.now() - from) / steps;
  };
  const first = await timed(1);
  const ms = await timed(Math.max(1, Math.min(MOST_STEPS, Math.round(LONG_ENOUGH_MS / first))));
  optimizer.dispose();
  optimizee.dispose();
  tf.dispose([theta0, weights]);
  return ms;
}

/** Sizes are to be asked for in ascending order: the most bytes in use so far are then those of this one. */
export async function raceGrowth(coordinates: number): Promise<RaceGrowth> {
  const { phi } = dataOf(caseOf(100));
  const bytes = await optimizerBytes(phi, coordinates);
  return {
    coordinates,
    bytesACoordinate: bytes / coordinates,
    msAStep: await raceMs(phi, coordinates),
  };
}
