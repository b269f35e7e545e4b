/** A kernel that fails in the middle of training: a message, and a run that goes on. */
import { backend, engine, messages, prepend } from './engine';
import { expect, test } from './fixtures';
import { open, press, set, smallTraining, status } from './lab';

const SMALL_RACE = 'problems=4&horizon=10&optimizers=quadratic,adam:lr=0.3';

test('no memory for a kernel: training goes on with stock operations, and says so', async ({
  page,
}) => {
  await prepend(
    page,
    `const grow = WebAssembly.Memory.prototype.grow;
     WebAssembly.Memory.prototype.grow = function (pages) {
       if (self.memoryIsFull) throw new RangeError('Maximum memory size exceeded');
       return grow.call(this, pages);
     };`,
  );
  await open(page, `${SMALL_RACE}&backend=wasm`);
  await expect(backend(page)).toHaveAccessibleDescription(/own LSTM kernel/);
  await smallTraining(page);
  await set(page, 'Problems', 512);
  await engine(page).evaluate(() => {
    Object.assign(self, { memoryIsFull: true });
  });
  await press(page, 'Train');
  await expect(messages(page)).toContainText('A fast kernel is out of use');
  await expect(messages(page)).toContainText('more memory than there is');
  await expect(backend(page)).toHaveAccessibleDescription(/stock operations/);
  await expect(status(page)).toHaveText(/^Training: horizon ([3-9]|\d\d+) of/, {
    timeout: 200_000,
  });
  await press(page, 'Stop');
  await expect(status(page)).toHaveText(/^Stopped/);
  // A smaller training may have them again.
  await expect(backend(page)).toHaveAccessibleDescription(/own LSTM kernel/);
});
