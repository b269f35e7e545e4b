/** A graphics device that is lost in the middle of training: a message, and a run that goes on. WebGPU only. */
import type { Page } from '@playwright/test';
import { readOptimizerFile } from '../src/optimizerFile';
import { backend, engine, messages, prepend } from './engine';
import { expect, test } from './fixtures';
import { exportedFile, figureCsv, open, press, set, smallTraining, status } from './lab';

const SMALL_RACE = 'problems=4&horizon=10&optimizers=quadratic,adam:lr=0.3';
const HORIZONS = 120;

async function shortTraining(page: Page): Promise<void> {
  await smallTraining(page);
  await set(page, 'Horizons to train', HORIZONS);
  await set(page, 'Problems', 4);
  await set(page, 'Validation problems', 4);
}

const started = (page: Page) =>
  expect(status(page)).toHaveText(/^Training: horizon (\d\d|[4-9]) of/, { timeout: 200_000 });

const finished = (page: Page) =>
  expect(status(page)).toHaveText(`Finished: ${HORIZONS} horizons trained.`, { timeout: 250_000 });

/** Everything that a finished training has to show, to the last digit. */
async function outcome(page: Page) {
  const { bytes } = await exportedFile(page, 'safetensors');
  const { tensors, training } = readOptimizerFile(bytes, 'exported');
  const { validationScore, bestEpoch } = training;
  return {
    tensors,
    validationScore,
    bestEpoch,
    metaLoss: await figureCsv(page, 'Meta-loss'),
    validation: await figureCsv(page, 'Validation loss'),
  };
}

test('a lost device: training goes on from its checkpoint, to the result of an undisturbed run', async ({
  page,
}) => {
  await prepend(
    page,
    `const request = GPUAdapter.prototype.requestDevice;
     GPUAdapter.prototype.requestDevice = async function (...given) {
       self.keptDevice = await request.apply(this, given);
       return self.keptDevice;
     };`,
  );
  await open(page, SMALL_RACE);
  await shortTraining(page);
  await press(page, 'Train');
  await started(page);
  const before = engine(page);
  await before.evaluate(() => (self as unknown as { keptDevice: GPUDevice }).keptDevice.destroy());
  await expect(messages(page)).toContainText('The graphics device was lost');
  await expect(messages(page)).toContainText('continues from its last checkpoint');
  await finished(page);
  expect(engine(page)).not.toBe(before);
  await expect(backend(page)).toHaveAccessibleDescription(/WebGPU/);
  const recovered = await outcome(page);

  await press(page, 'Reset');
  await press(page, 'Train');
  await finished(page);
  expect(await outcome(page)).toEqual(recovered);
});
