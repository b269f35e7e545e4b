import { beforeAll, describe, expect, test } from 'vitest';
import { DIGIT_PIXELS } from '../../src/datasets/digitShape';
import { type DigitPart, digitsOf, hasDigits } from '../../src/datasets/digits';
import { drawDigits, SYNTHETIC_COUNTS, syntheticDigits } from '../../src/datasets/synthetic';
import { DigitNetworks } from '../../src/optimizees/digits';
import { drawn } from '../../src/optimizees/digits/minibatches';
import { pixels } from '../../src/optimizees/digits/pixels';
import { startBackend } from '../../src/runtime/backend';
import { RandomStream } from '../../src/runtime/random';
import { type Tensor2D, tf } from '../../src/runtime/tf';
import { mnistSpecSchema } from '../../src/specs/task';

beforeAll(() => startBackend('cpu'));

const PARTS: readonly DigitPart[] = ['training', 'validation', 'test'];

const imageOf = (images: Uint8Array, i: number) =>
  images.subarray(i * DIGIT_PIXELS, (i + 1) * DIGIT_PIXELS);

describe('synthetic digits', () => {
  test('are always there, and the same whenever they are drawn', () => {
    expect(hasDigits('synthetic')).toBe(true);
    const digits = digitsOf('synthetic');
    expect(digitsOf('synthetic')).toBe(digits);
    const again = syntheticDigits();
    for (const part of PARTS) {
      expect(Buffer.compare(again[part].images, digits[part].images)).toBe(0);
      expect(Buffer.compare(again[part].labels, digits[part].labels)).toBe(0);
    }
    const first = digits.test.images.slice(0, 30 * DIGIT_PIXELS);
    expect(Buffer.compare(drawDigits(1, 'test', 30).images, first)).toBe(0);
    expect(Buffer.compare(drawDigits(2, 'test', 30).images, first)).not.toBe(0);
  });

  test('have the counts that are announced, and as many of each digit', () => {
    const digits = digitsOf('synthetic');
    for (const part of PARTS) {
      const { count, images, labels } = digits[part];
      expect(count).toBe(SYNTHETIC_COUNTS[part]);
      expect(images.length).toBe(count * DIGIT_PIXELS);
      const counts = new Array<number>(10).fill(0);
      for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
      expect(counts).toEqual(new Array(10).fill(count / 10));
    }
  });

  test('are all different, so that none is in two parts', () => {
    const seen = new Set<string>();
    let all = 0;
    for (const { count, images } of Object.values(digitsOf('synthetic'))) {
      all += count;
      for (let i = 0; i < count; i++) seen.add(Buffer.from(imageOf(images, i)).toString('latin1'));
    }
    expect(seen.size).toBe(all);
  });

  test('are as much ink as MNIST’s, as centred, and leave the border white', () => {
    const { images, count } = digitsOf('synthetic').training;
    const mean = images.reduce((sum, byte) => sum + byte, 0) / images.length / 255;
    // MNIST's are 0.1307 on average, σ 0.308.
    expect(mean).toBeGreaterThan(0.11);
    expect(mean).toBeLessThan(0.15);
    const square = images.reduce((sum, byte) => sum + (byte / 255) ** 2, 0) / images.length;
    expect(Math.sqrt(square - mean * mean)).toBeCloseTo(0.308, 1);
    let [border, away] = [0, 0];
    for (let i = 0; i < count; i++) {
      const image = imageOf(images, i);
      let [ink, x, y] = [0, 0, 0];
      for (const [at, byte] of image.entries()) {
        const [row, column] = [Math.floor(at / 28), at % 28];
        ink += byte;
        x += byte * column;
        y += byte * row;
        if (Math.min(row, column, 27 - row, 27 - column) === 0 && byte > 0) border += 1;
      }
      expect(Math.max(...image)).toBeGreaterThan(128);
      away += Math.abs(x / ink - 13.5) + Math.abs(y / ink - 13.5);
    }
    expect(away / count / 2).toBeLessThan(1);
    expect(border / count).toBeLessThan(0.2);
  });

  test('can be learned by the paper’s network, but not at once', async () => {
    const task = mnistSpecSchema.parse({ name: 'mnist' });
    const networks = DigitNetworks.sample(RandomStream.of(1), 1, task, 'training');
    let theta: Tensor2D = networks.initialPoint(RandomStream.of(2));
    let velocity: Tensor2D = tf.zerosLike(theta);
    const accuracy: number[] = [];
    for (let step = 0; step <= 600; step++) {
      if (step === 25 || step === 600) {
        accuracy.push((await networks.score(theta, 'test')).accuracy[0] ?? 0);
      }
      const [nextTheta, nextVelocity] = tf.tidy(() => {
        const { gradient } = networks.lossAndGradient(theta, step);
        const v = tf.sub(tf.mul(velocity, 0.9), tf.mul(gradient, 0.5)) as Tensor2D;
        return [tf.add(theta, v) as Tensor2D, v];
      });
      tf.dispose([theta, velocity]);
      [theta, velocity] = [nextTheta, nextVelocity];
    }
    expect(accuracy[0]).toBeLessThan(0.85);
    expect(accuracy[1]).toBeGreaterThan(0.9);
    expect(accuracy[1]).toBeLessThan(0.995);
    tf.dispose([theta, velocity]);
    networks.dispose();
  });
});

describe('images as networks see them', () => {
  const images = Uint8Array.from({ length: 2 * DIGIT_PIXELS }, (_, i) => (i * 37) % 256);
  const set = { count: 2, images, labels: Uint8Array.of(4, 9) };

  test('28 pixels a side: ink between 0 and 1', () => {
    const seen = pixels(set, Int32Array.of(1, 0), 28);
    expect(seen.length).toBe(2 * DIGIT_PIXELS);
    expect(seen[3]).toBe(Math.fround((images[DIGIT_PIXELS + 3] as number) / 255));
    expect(seen[DIGIT_PIXELS]).toBe(Math.fround((images[0] as number) / 255));
  });

  test.each([14, 7])('%i pixels a side: sums of blocks', (side) => {
    const seen = pixels(set, Int32Array.of(1), side);
    const block = 28 / side;
    for (const [at, value] of seen.entries()) {
      let sum = 0;
      for (let y = 0; y < block; y++) {
        for (let x = 0; x < block; x++) {
          const row = Math.floor(at / side) * block + y;
          sum += images[DIGIT_PIXELS + row * 28 + (at % side) * block + x] as number;
        }
      }
      expect(value).toBe(Math.fround(sum / 255));
    }
  });
});

describe('minibatches', () => {
  test('are drawn by the stream, the network and the step alone', () => {
    const rng = RandomStream.of(3, 'race');
    const once = drawn(rng, 3, 8, 5, 1000);
    rng.uniform();
    expect(drawn(rng, 3, 8, 5, 1000)).toEqual(once);
    expect(drawn(rng, 2, 8, 5, 1000)).toEqual(once.slice(0, 16));
    expect(once.slice(0, 8)).not.toEqual(once.slice(8, 16));
    expect(drawn(rng, 3, 8, 6, 1000)).not.toEqual(once);
    expect(drawn(RandomStream.of(4, 'race'), 3, 8, 5, 1000)).not.toEqual(once);
  });

  test('come from the whole set', () => {
    const picked = drawn(RandomStream.of(3), 1, 10_000, 0, 50);
    expect(new Set(picked).size).toBe(50);
    expect(Math.min(...picked)).toBe(0);
    expect(Math.max(...picked)).toBe(49);
  });
});

describe('starting points', () => {
  const deviation = (values: Float32Array) =>
    Math.sqrt(values.reduce((sum, x) => sum + x * x, 0) / values.length);

  test.each([0.01, 0.5])('N(0, %f²), weights and biases alike', async (initialScale) => {
    const task = mnistSpecSchema.parse({ name: 'mnist', initialScale });
    const networks = DigitNetworks.sample(RandomStream.of(1), 2, task, 'training');
    const theta = networks.initialPoint(RandomStream.of(2));
    const values = (await theta.data()) as Float32Array;
    // 31,820 numbers: their σ is known to 0.4 %.
    expect(deviation(values) / initialScale).toBeCloseTo(1, 1);
    expect(deviation(values.subarray(15_700)) / initialScale).toBeCloseTo(1, 1);
    theta.dispose();
    networks.dispose();
  });

  test('1/√fan-in, layer by layer', async () => {
    const task = mnistSpecSchema.parse({ name: 'mnist', initialScale: 'fan-in', hiddenUnits: 50 });
    const networks = DigitNetworks.sample(RandomStream.of(1), 2, task, 'training');
    const theta = networks.initialPoint(RandomStream.of(2));
    const values = (await theta.data()) as Float32Array;
    const second = 785 * 50;
    expect(deviation(values.subarray(0, second)) * Math.sqrt(784)).toBeCloseTo(1, 1);
    // 510 numbers of each network: to 3 %.
    expect(deviation(values.subarray(second, networks.coordinates)) * Math.sqrt(50)).toBeCloseTo(
      1,
      1,
    );
    theta.dispose();
    networks.dispose();
  });
});
