import { beforeAll, expect, test } from 'vitest';
import { insideLstm } from '../../src/evaluation/insideLstm';
import { makeOptimizer } from '../../src/optimizers/registry';
import { startBackend } from '../../src/runtime/backend';
import '../../src/runtime/node';
import { columnOf, lstmWay, updatesOn } from '../helpers/coordinateWays';

beforeAll(async () => {
  await startBackend('wasm');
});

test('a long way is dissected in several batches, without a seam', async () => {
  const [steps, coordinates] = [460, 4];
  // 1,154 numbers a coordinate and step: a batch has 454 steps.
  const { learned, gradients } = lstmWay(
    { layers: 3, hiddenUnits: 64, preprocess: 'log-sign' },
    coordinates,
    steps,
  );
  const updates = await updatesOn(makeOptimizer(learned), gradients, coordinates);
  const ways = Array.from({ length: coordinates }, (_, k) => columnOf(gradients, k, coordinates));
  for (const [k, { output, layers }] of (await insideLstm(learned.optimizer, ways)).entries()) {
    expect(output.map((value) => 0.1 * value)).toBeAllClose(columnOf(updates, k, coordinates), {
      within: 1e-6,
    });
    for (const { input, forget, cellInput, cell } of k === 3 ? layers : []) {
      const cells = cell.map((_, i) => {
        const past = i < 64 ? 0 : (cell[i - 64] as number);
        return (forget[i] as number) * past + (input[i] as number) * (cellInput[i] as number);
      });
      // Of cells that may be larger than 1, with rounding of float32.
      expect(cell).toBeAllClose(cells, { measure: 'scaled', within: 1e-6 });
    }
  }
});
