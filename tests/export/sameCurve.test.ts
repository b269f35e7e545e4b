/** Export, import, race: whatever the form, the curve is the same to the last bit. */
import { beforeAll, describe, expect, test } from 'vitest';
import { race } from '../../src/evaluation/race';
import { exportOptimizer } from '../../src/export/exportOptimizer';
import { sampleOptimizee, sampleStart } from '../../src/optimizees/registry';
import { readAnyOptimizerFile } from '../../src/optimizerFile/anyFile';
import { LstmRule } from '../../src/optimizers/lstm/lstmRule';
import { startBackend } from '../../src/runtime/backend';
import '../../src/runtime/node';
import { tf } from '../../src/runtime/tf';
import { EXPORT_FORMATS } from '../../src/specs/exportFormats';
import { phiFromLearnedOptimizer } from '../../src/specs/lstmShapes';
import type { LearnedOptimizer } from '../../src/specs/optimizer';
import { DEFAULT_TASK } from '../../src/specs/task';
import { someOptimizer } from '../optimizerFile/fixtures';

beforeAll(async () => {
  await startBackend('wasm');
});

async function curve(optimizer: LearnedOptimizer): Promise<Float32Array> {
  const phi = tf.tensor1d(phiFromLearnedOptimizer(optimizer));
  const rule = new LstmRule(optimizer.config).optimizer(phi);
  const optimizee = sampleOptimizee(DEFAULT_TASK, 8, 3, 'race');
  const theta0 = sampleStart(optimizee, 3, 'race');
  const record = await race(optimizee, [rule], { steps: 40, theta0 });
  rule.dispose();
  tf.dispose([phi, theta0]);
  optimizee.dispose();
  return record.results[0]?.losses ?? new Float32Array(0);
}

describe('a race on quadratics', () => {
  const optimizer = someOptimizer({
    preprocess: 'log-sign',
    p: 7.3,
    outputScale: 0.0123,
    output: 'tanh',
  });
  let expected = new Float32Array(0);
  beforeAll(async () => {
    expected = Float32Array.from(await curve(optimizer));
  });

  test('goes on over all its steps, and depends on every setting', async () => {
    expect(expected).toHaveLength(41 * 8);
    expect(expected.every(Number.isFinite)).toBe(true);
    for (const change of [{ p: 7.2 }, { outputScale: 0.0124 }, { output: 'linear' }] as const) {
      const other = { ...optimizer, config: { ...optimizer.config, ...change } };
      expect(await curve(other)).not.toEqual(expected);
    }
  });

  test.each(EXPORT_FORMATS)('is the same after %s', async (format) => {
    const { bytes, fileName } = exportOptimizer(optimizer, 'mine', format);
    expect(await curve(readAnyOptimizerFile(bytes, fileName))).toEqual(expected);
  });
});
