/** A race's gradients and updates as they are recorded, on whatever computes. */
import { expect, test } from 'vitest';
import { race } from '../../src/evaluation/race';
import { recordTrace } from '../../src/evaluation/trace';
import { TraceRecorder } from '../../src/evaluation/trace/traceRecorder';
import { sampleProblem } from '../../src/optimizees/registry';
import { makeOptimizer } from '../../src/optimizers/registry';
import { readMemory } from '../../src/runtime/memory';
import { readFloats, tf } from '../../src/runtime/tf';
import type { OptimizerSpec } from '../../src/specs/optimizer';
import { taskSpecSchema } from '../../src/specs/task';
import type { TraceConfig } from '../../src/specs/trace';
import { forEachBackend } from '../helpers/backends';
import { someOptimizer } from '../optimizerFile/fixtures';

const learned: OptimizerSpec = {
  kind: 'learned',
  id: 'lstm',
  label: 'LSTM',
  optimizer: someOptimizer({ hiddenUnits: 4, preprocess: 'log-sign', outputScale: 0.01 }),
};
const config: TraceConfig = {
  task: taskSpecSchema.parse({ name: 'quadratic', dimension: 6 }),
  seed: 3,
  problem: 2,
  steps: 9,
  optimizer: learned,
  rates: {},
};

forEachBackend(() => {
  test('all of it: gradients are those at θ, updates those that move θ', async () => {
    const before = readMemory();
    const { gradient, update, start } = await recordTrace(config);
    const { optimizee, theta0 } = sampleProblem(config.task, 2, 3, 'race');
    let theta = await readFloats(theta0);
    expect(start).toEqual(theta);
    const optimizer = makeOptimizer(learned);
    const record = await race(optimizee, [optimizer], { steps: 9, theta0 });
    for (let t = 0; t < 9; t++) {
      const at = tf.tensor2d(theta, [1, 6]);
      const wanted = optimizee.lossAndGradient(at, t);
      // The same kernel on the same numbers.
      expect(gradient.slice(6 * t, 6 * t + 6)).toEqual(await readFloats(wanted.gradient));
      tf.dispose([at, wanted.loss, wanted.gradient]);
      theta = theta.map((value, i) => value + (update[6 * t + i] as number));
    }
    expect(theta).toEqual(record.results[0]?.finalTheta);
    optimizer.dispose();
    theta0.dispose();
    optimizee.dispose();
    expect(readMemory()).toEqual(before);
  });

  test('some coordinates only: the same numbers of those', async () => {
    const whole = await recordTrace(config);
    const before = readMemory();
    const { optimizee, theta0 } = sampleProblem(config.task, 2, 3, 'race');
    const optimizer = makeOptimizer(learned);
    const recorder = new TraceRecorder(9, 6, Int32Array.of(1, 4, 5));
    await race(optimizee, [optimizer], { steps: 9, theta0, record: recorder });
    recorder.dispose();
    optimizer.dispose();
    theta0.dispose();
    optimizee.dispose();
    expect(readMemory()).toEqual(before);
    const kept = (_: number, at: number) => [1, 4, 5].includes(at % 6);
    expect(recorder.gradient).toEqual(whole.gradient.filter(kept));
    expect(recorder.update).toEqual(whole.update.filter(kept));
  });
});
