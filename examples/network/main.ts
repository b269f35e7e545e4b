/** Trains the model twice from the same weights on the same pictures: by a learned optimizer, and by Adam. */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import '@tensorflow/tfjs-backend-cpu';
import { LearnedOptimizer } from 'learned-optimizer-lab';
import address from '../../public/pretrained/mnist-robust.safetensors?url';
import { type Curve, draw } from './chart';
import { makeModel, pictures, randomNumbers } from './model';

const STEPS = 100;
const BATCH = 32;
const ADAM_RATE = 0.01;

const part = (id: string): HTMLElement => {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`The page has no part ${id}.`);
  return found;
};
const chart = part('chart');
const status = part('status');
const button = part('train') as HTMLButtonElement;

const curves: [Curve, Curve] = [
  { name: 'Learned', look: 'learned', losses: [] },
  { name: 'Adam', look: 'adam', losses: [] },
];
draw(chart, curves, STEPS);
showTable();

async function train(optimizer: tf.Optimizer, onStep: (losses: readonly number[]) => void) {
  const model = makeModel();
  model.compile({ optimizer, loss: 'categoricalCrossentropy' });
  const random = randomNumbers(7);
  const losses: number[] = [];
  for (let step = 0; step < STEPS; step++) {
    const { pixels, kinds } = pictures(BATCH, random);
    losses.push(Number(await model.trainOnBatch(pixels, kinds)));
    tf.dispose([pixels, kinds]);
    onStep(losses);
    // Lets the browser draw.
    await new Promise((resolve) => setTimeout(resolve));
  }
  model.dispose();
  optimizer.dispose();
}

async function trainBoth(): Promise<void> {
  const optimizers = [await LearnedOptimizer.load(address), tf.train.adam(ADAM_RATE)];
  for (const [i, curve] of curves.entries()) {
    const optimizer = optimizers[i];
    if (optimizer === undefined) continue;
    await train(optimizer, (losses) => {
      curve.losses = losses;
      if (losses.length % 5 === 0) draw(chart, curves, STEPS);
      status.textContent = `${curve.name}: step ${losses.length} of ${STEPS}`;
    });
    showTable();
  }
  status.textContent = `Done: ${STEPS} steps by each.`;
}

function showTable(): void {
  const rows = curves.map(({ name, losses }) => {
    const row = document.createElement('tr');
    const head = document.createElement('th');
    head.scope = 'row';
    head.textContent = name === 'Adam' ? `Adam, rate ${ADAM_RATE} (not tuned)` : name;
    const late = losses.slice(-10).reduce((sum, loss) => sum + loss, 0) / 10;
    const values = [losses[0], losses[STEPS / 2], losses.length === 0 ? undefined : late];
    const cells = values.map((value) => {
      const cell = document.createElement('td');
      cell.textContent = value === undefined ? '–' : value.toPrecision(2);
      return cell;
    });
    row.append(head, ...cells);
    return row;
  });
  part('losses').replaceChildren(...rows);
}

button.addEventListener('click', async () => {
  button.disabled = true;
  try {
    await tf.setBackend('cpu');
    await trainBoth();
  } catch (thrown) {
    status.textContent = `It failed: ${thrown instanceof Error ? thrown.message : String(thrown)}`;
  } finally {
    button.disabled = false;
  }
});
