/**
 * Trains a small network on two interleaved spirals, by the learned optimizer and by Adam.
 *
 *     npm install
 *     node example.js
 */
import { readFile } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs';
import { LearnedOptimizer } from './learnedOptimizer.js';

const STEPS = 200;
const POINTS = 100;

/** Points [2n, 2] on two spirals, and which spiral each is on, one-hot [2n, 2]. */
function spirals() {
  const angles = Array.from({ length: POINTS }, (_, i) => 0.5 + (i / POINTS) * 3 * Math.PI);
  const one = angles.map((angle) => [
    (angle * Math.cos(angle)) / 10,
    (angle * Math.sin(angle)) / 10,
  ]);
  const other = one.map(([x, y]) => [-x, -y]);
  const labels = [...one.map(() => [1, 0]), ...other.map(() => [0, 1])];
  return { points: tf.tensor2d([...one, ...other]), labels: tf.tensor2d(labels) };
}

/** @param {number} seed @param {number} [units] @param {'tanh' | 'softmax'} [activation] */
const dense = (seed, units = 16, activation = 'tanh') =>
  tf.layers.dense({
    units,
    activation,
    kernelInitializer: tf.initializers.glorotNormal({ seed }),
    ...(seed === 1 ? { inputShape: [2] } : {}),
  });

/** @param {tf.Optimizer} optimizer */
async function train(optimizer) {
  const model = tf.sequential({ layers: [dense(1), dense(2), dense(3, 2, 'softmax')] });
  model.compile({ optimizer, loss: 'categoricalCrossentropy' });
  const { points, labels } = spirals();
  const { history } = await model.fit(points, labels, {
    epochs: STEPS,
    batchSize: 2 * POINTS,
    shuffle: false,
    verbose: 0,
  });
  return history.loss.map(Number);
}

const bytes = await readFile(new URL('./optimizer.safetensors', import.meta.url));
const learned = await train(await LearnedOptimizer.load(bytes));
const adam = await train(tf.train.adam(0.01));
console.log('step   learned   Adam (lr 0.01)');
for (const step of [0, 9, 49, 99, STEPS - 1]) {
  console.log(
    `${String(step + 1).padStart(4)}   ${learned[step].toFixed(4)}    ${adam[step].toFixed(4)}`,
  );
}
