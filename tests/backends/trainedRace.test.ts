/** The whole chain at its real size: the pretrained optimizer races 100 steps, by the kernels and by the definition. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { race } from '../../src/evaluation/race';
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
const PROBLEMS = 32;
const STEPS = 100;
/** Of the mean loss at each step, relative. */
const AGREEMENT = 1e-3;

/** f̄(θ₀) … f̄(θ_T) */
async function curve(by: 'fastest' | 'definition'): Promise<number[]> {
  const optimizee = byDefinitionIf(by, () => sampleOptimizee(TASK, PROBLEMS, 4, 'race'));
  const theta0 = sampleStart(optimizee, 4, 'race');
  const phi = tf.tensor1d(phiFromLearnedOptimizer(learned));
  const optimizer = new LstmRule(learned.config, by).optimizer(phi);
  try {
    const { results } = await race(optimizee, [optimizer], { steps: STEPS, theta0 });
    const losses = results[0]?.losses ?? new Float32Array();
    return Array.from({ length: STEPS + 1 }, (_, t) => {
      const row = losses.subarray(t * PROBLEMS, (t + 1) * PROBLEMS);
      return row.reduce((a, b) => a + b, 0) / PROBLEMS;
    });
  } finally {
    optimizer.dispose();
    tf.dispose([theta0, phi]);
    optimizee.dispose();
  }
}

const byDefinitionIf = <T>(by: string, make: () => T): T =>
  by === 'definition' ? byDefinition(make) : make();

describe('the pretrained optimizer over 100 steps', () => {
  let wanted: number[];

  beforeAll(async () => {
    await startBackend('wasm');
    wanted = await curve('definition');
  });

  test('optimises', () => {
    expect(wanted[STEPS]).toBeLessThan(0.05 * (wanted[0] as number));
  });

  forEachBackend(() => {
    test('by the kernels as by the definition', async () => {
      const got = await curve('fastest');
      const worst = Math.max(
        ...got.map((loss, t) => Math.abs(loss - (wanted[t] as number)) / (wanted[t] as number)),
      );
      expect(worst).toBeLessThan(AGREEMENT);
    });
  });
});
