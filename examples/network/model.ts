/** The model that is trained: an ordinary convolutional network of TensorFlow.js, and the pictures it learns from. */
import * as tf from '@tensorflow/tfjs-core';
import { initializers, layers, type Sequential, sequential } from '@tensorflow/tfjs-layers';

export const SIDE = 10;
export const KINDS = 3;

/** Numbers in [0, 1) that follow from a seed (mulberry32), so that everybody trains on the same pictures. */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** `count` pictures [count, SIDE, SIDE, 1] of one line each in noise, and which way it goes, one-hot [count, KINDS]. */
export function pictures(count: number, random: () => number) {
  const pixels = new Float32Array(count * SIDE * SIDE);
  const kinds = new Float32Array(count * KINDS);
  for (let i = 0; i < count; i++) {
    const kind = Math.floor(random() * KINDS);
    const place = 1 + Math.floor(random() * (SIDE - 2));
    kinds[i * KINDS + kind] = 1;
    for (let at = 0; at < SIDE; at++) {
      for (let noisy = 0; noisy < SIDE; noisy++) {
        pixels[(i * SIDE + at) * SIDE + noisy] = 0.5 * random();
      }
    }
    for (let at = 0; at < SIDE; at++) {
      const [row, column] = [
        [place, at],
        [at, place],
        [at, (at + place) % SIDE],
      ][kind] ?? [0, 0];
      pixels[(i * SIDE + (row ?? 0)) * SIDE + (column ?? 0)] = 1;
    }
  }
  return {
    pixels: tf.tensor4d(pixels, [count, SIDE, SIDE, 1]),
    kinds: tf.tensor2d(kinds, [count, KINDS]),
  };
}

/** The same weights at every call. */
export function makeModel(): Sequential {
  const kernelInitializer = (seed: number) => initializers.glorotNormal({ seed });
  return sequential({
    layers: [
      layers.conv2d({
        inputShape: [SIDE, SIDE, 1],
        filters: 6,
        kernelSize: 3,
        activation: 'relu',
        kernelInitializer: kernelInitializer(1),
      }),
      layers.maxPooling2d({ poolSize: 2 }),
      layers.flatten(),
      layers.dense({ units: 12, activation: 'tanh', kernelInitializer: kernelInitializer(2) }),
      layers.dense({
        units: KINDS,
        activation: 'softmax',
        kernelInitializer: kernelInitializer(3),
      }),
    ],
  });
}
