/**
 * The whole chain at its real size: the pretrained optimizer races 100 steps, by the kernels and by the definition.
 *
 * A trained optimizer steers close to instability, and on some problems rounding grows from step to step: there the
 * definition itself, on two backends, differs by a few percent or more at the end. So what is compared is the typical
 * problem at every step, and the whole of the curve.
 */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { race } from '../../src/evaluation/race';
import { mean, median } from '../../src/evaluation/summary';
import { sampleOptimizee, sampleStart } from '../../src/optimizees/registry';
import { readOptimizerFile } from '../../src/optimizerFile';
import { LstmRule } from '../../src/optimizers/lstm/lstmRule';
import { startBackend } from '../../src/runtime/backend';
import { byDefinition } from '../../src/runtime/kernels/choice';
import { tf } from '../../src/runtime/tf';
import { phiFromLearnedOptimizer } from '../../src/specs/lstmShapes';
import type { TaskSpec } from '../../src/specs/task';
import { forEachBackend } from '../helpers/backends';

const FILE = 'public/pretrained/quadratic.safetensors';
const learned = readOptimizerFile(new Uint8Array(readFileSync(FILE)), FILE);
const TASK: TaskSpec = { name: 'quadratic', dimension: 10, initialScale: 0.01 };
const PROBLEMS = 128;
const STEPS = 100;
/** Relative. */
const AGREEMENT = 1e-3;

/** f(θ₀) … f(θ_T) [(T + 1) × B] */
async function losses(by: 'fastest' | 'definition'): Promise<Float32Array> {
  const optimizee = byDefinitionIf(by, () => sampleOptimizee(TASK, PROBLEMS, 4, 'race'));
  const theta0 = sampleStart(optimizee, 4, 'race');
  const phi = tf.tensor1d(phiFromLearnedOptimizer(learned));
  const optimizer = new LstmRule(learned.config, by).optimizer(phi);
  try {
    const { results } = await race(optimizee, [optimizer], { steps: STEPS, theta0 });
    return results[0]?.losses ?? new Float32Array();
  } finally {
    optimizer.dispose();
    tf.dispose([theta0, phi]);
    optimizee.dispose();
  }
}

const byDefinitionIf = <T>(by: string, make: () => T): T =>
  by === 'definition' ? byDefinition(make) : make();

const stepOf = (all: Float32Array, t: number) => all.subarray(t * PROBLEMS, (t + 1) * PROBLEMS);

describe('the pretrained optimizer over 100 steps', () => {
  let wanted: Float32Array;

  beforeAll(async () => {
    await startBackend('wasm');
    wanted = await losses('definition');
  });

  test('optimises', () => {
    expect(mean(stepOf(wanted, STEPS))).toBeLessThan(0.05 * mean(stepOf(wanted, 0)));
  });

  forEachBackend(() => {
    test('by the kernels as by the definition', async () => {
      const got = await losses('fastest');
      expect(Math.abs(mean(got) / mean(wanted) - 1)).toBeLessThan(AGREEMENT);
      const apart = got.map((loss, i) => Math.abs(loss / (wanted[i] as number) - 1));
      const typical = Array.from({ length: STEPS + 1 }, (_, t) => median(stepOf(apart, t)));
      expect(Math.max(...typical)).toBeLessThan(AGREEMENT);
    });
  });
});
