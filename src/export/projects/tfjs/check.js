/**
 * Reproduces the stored updates with TensorFlow.js, by the optimizer on variables.
 *
 *     npm install
 *     node check.js
 */
import { readFile } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs';
import { LearnedOptimizer } from './learnedOptimizer.js';

/** @param {string} name */
const file = (name) => readFile(new URL(name, import.meta.url));

const stored = JSON.parse(String(await file('./updates.json')));
const optimizer = await LearnedOptimizer.load(await file('./optimizer.safetensors'));

const coordinates = stored.gradients[0].length;
const cut = Math.floor(coordinates / 2);
// Two variables of other shapes.
const variables = [
  tf.variable(tf.zeros([cut]), true, 'first'),
  tf.variable(tf.zeros([1, coordinates - cut]), true, 'second'),
];
let worst = 0;
let largest = 0;
for (const [step, gradient] of stored.gradients.entries()) {
  const pieces = [gradient.slice(0, cut), gradient.slice(cut)];
  const gradients = variables.map((variable, i) => {
    // From zero each time, so that an update is not rounded to the size of a variable.
    variable.assign(tf.zerosLike(variable));
    return { name: variable.name, tensor: tf.tensor(pieces[i], variable.shape) };
  });
  optimizer.applyGradients(gradients);
  const updates = variables.flatMap((variable) => [...variable.dataSync()]);
  for (const [i, update] of updates.entries()) {
    worst = Math.max(worst, Math.abs(update - stored.updates[step][i]));
    largest = Math.max(largest, Math.abs(stored.updates[step][i]));
  }
}
const deviation = worst / (largest || 1);
const count = coordinates * stored.gradients.length;
console.log(
  `TensorFlow.js ${tf.version.tfjs}: ${count} updates, largest deviation ${deviation.toExponential(1)} (allowed ${stored.tolerance})`,
);
process.exitCode = deviation <= stored.tolerance ? 0 : 1;
