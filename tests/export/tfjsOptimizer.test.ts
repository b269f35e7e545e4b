/** The optimizer for TensorFlow.js that the library and the project have, on variables and in models. */
import { readFileSync } from 'node:fs';
import * as layers from '@tensorflow/tfjs-layers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { inProject } from '../../scripts/lib/project.mjs';
import { LearnedOptimizer } from '../../src/export/projects/tfjs/learnedOptimizer.js';
import { storedUpdates } from '../../src/export/updates/storedUpdates';
import { writeOptimizerFile } from '../../src/optimizerFile';
import { tf } from '../../src/runtime/tf';
import type { LearnedOptimizer as Optimizer } from '../../src/specs/optimizer';
import { someOptimizer } from '../optimizerFile/fixtures';
import { EVERY_OPTIMIZER } from './everyOptimizer';

const load = (optimizer: Optimizer) => LearnedOptimizer.load(writeOptimizerFile(optimizer));

let before = 0;
beforeEach(() => {
  before = tf.memory().numTensors;
});
afterEach(() => {
  tf.disposeVariables();
  expect(tf.memory().numTensors).toBe(before);
});

/** A variable of zeros (or ones) that leaves nothing else behind. */
const fresh = (shape: number[], name: string, fill: 0 | 1 = 0) =>
  tf.tidy(() => tf.variable(tf.fill(shape, fill), true, name));

/** Steps one variable through these gradients from zero; its values behind each step. */
async function walk(optimizer: LearnedOptimizer, name: string, gradients: readonly number[][]) {
  const variable = fresh([gradients[0]?.length ?? 0], name);
  const values: number[][] = [];
  for (const gradient of gradients) {
    const tensor = tf.tensor1d(gradient);
    optimizer.applyGradients([{ name, tensor }]);
    tensor.dispose();
    values.push([...(await variable.data())]);
  }
  return { variable, values };
}

describe('on variables', () => {
  test.each(EVERY_OPTIMIZER)('$name makes the stored updates', async ({ optimizer }) => {
    const { gradients, updates, tolerance } = storedUpdates(optimizer);
    const learned = await load(optimizer);
    const [a, b] = [fresh([4], 'a'), fresh([3, 3], 'b')];
    for (const [t, gradient] of gradients.entries()) {
      tf.tidy(() => {
        for (const variable of [a, b]) variable.assign(tf.zerosLike(variable));
        learned.applyGradients({
          a: tf.tensor1d(gradient.slice(0, 4)),
          b: tf.tensor(gradient.slice(4), [3, 3]),
        });
      });
      const made = [...(await a.data()), ...(await b.data())];
      const within = tolerance * Math.max(...updates.flat().map(Math.abs));
      expect(made).toBeAllClose(updates[t] ?? [], { what: `step ${t}`, within });
    }
    expect(learned.iterations).toBe(gradients.length);
    learned.dispose();
  });

  const gradients = [
    [0.1, -3],
    [0, 2e-4],
    [5, 5],
    [-0.2, 1e-8],
  ];

  test('each has a state of its own, whoever else steps beside it', async () => {
    const alone = await load(someOptimizer());
    const { values } = await walk(alone, 'alone', gradients);
    alone.dispose();

    const learned = await load(someOptimizer());
    const [x, y] = [fresh([2], 'x'), fresh([5], 'y')];
    for (const [t, gradient] of gradients.entries()) {
      tf.tidy(() => {
        const others = { name: 'y', tensor: tf.randomNormal([5]) };
        const own = { name: 'x', tensor: tf.tensor1d(gradient) };
        // In either order, and now and then alone.
        if (t === 0) learned.applyGradients([others, own]);
        else if (t === 1) learned.applyGradients([own]);
        else learned.applyGradients([own, others]);
      });
    }
    // Sums in a product of more columns may be added in another order.
    expect(await x.data()).toBeAllClose(values.at(-1) ?? [], { within: 1e-6 });
    expect(await y.data()).not.toEqual(new Float32Array(5));
    learned.dispose();
  });

  test('a variable without a gradient is left alone', async () => {
    const learned = await load(someOptimizer());
    const [x, y] = [fresh([2], 'x', 1), fresh([2], 'y', 1)];
    const loss = () => tf.sum(tf.square(x)) as ReturnType<typeof tf.scalar>;
    const value = learned.minimize(loss, true);
    expect(await value?.data()).toEqual(Float32Array.of(2));
    value?.dispose();
    expect(await y.data()).toEqual(Float32Array.of(1, 1));
    expect((await x.data())[0]).not.toBe(1);
    learned.dispose();
  });

  test('steps keep nothing but the states, also within a tidy of somebody else', async () => {
    const learned = await load(someOptimizer());
    const { variable } = await walk(learned, 'x', gradients);
    const held = tf.memory().numTensors;
    for (let i = 0; i < 3; i++) {
      tf.tidy(() => {
        learned.applyGradients({ x: tf.tensor1d([1, 2]) });
      });
      expect(tf.memory().numTensors).toBe(held);
    }
    // The state survived the tidies: the next step does not fail.
    tf.tidy(() => learned.applyGradients({ x: tf.zerosLike(variable) }));
    learned.dispose();
  });

  test('what getWeights gives, setWeights goes on from, under other names, too', async () => {
    const learned = await load(someOptimizer());
    const first = await walk(learned, 'x', gradients);
    const saved = await learned.getWeights();
    expect(saved.map(({ name }) => name)).toEqual(['iter', 'x/learned_optimizer']);

    const again = await load(someOptimizer());
    await again.setWeights(saved);
    saved[0]?.tensor.dispose();
    expect(again.iterations).toBe(4);
    const copy = tf.tidy(() => tf.variable(first.variable.clone(), true, 'renamed'));
    tf.tidy(() => {
      learned.applyGradients({ x: tf.tensor1d([1, -1]) });
      again.applyGradients({ renamed: tf.tensor1d([1, -1]) });
    });
    expect(await copy.data()).toEqual(await first.variable.data());
    learned.dispose();
    again.dispose();
  });

  test('its configuration is JSON that makes the same optimizer', async () => {
    for (const { optimizer } of EVERY_OPTIMIZER.slice(0, 4)) {
      const learned = await load(optimizer);
      const config = JSON.parse(JSON.stringify(learned.getConfig()));
      const again = LearnedOptimizer.fromConfig(LearnedOptimizer, config) as LearnedOptimizer;
      const one = await walk(learned, 'one', gradients);
      const two = await walk(again, 'two', gradients);
      expect(two.values).toEqual(one.values);
      tf.disposeVariables();
      learned.dispose();
      again.dispose();
    }
  });
});

describe('loading', () => {
  const bytes = writeOptimizerFile(someOptimizer());
  const address = (data: Uint8Array) =>
    `data:application/octet-stream;base64,${Buffer.from(data).toString('base64')}`;

  test('takes an address, a URL, an ArrayBuffer and bytes', async () => {
    const sources = [address(bytes), new URL(address(bytes)), bytes.buffer, bytes];
    for (const source of sources) {
      const learned = await LearnedOptimizer.load(source);
      expect(learned.getConfig()).toMatchObject({ layers: 2, hiddenUnits: 20, preprocess: 'none' });
      learned.dispose();
    }
  });

  test('says which file it does not take, and why', async () => {
    await expect(LearnedOptimizer.load(bytes.slice(0, 40))).rejects.toThrow(
      'the optimizer file is not a safetensors file; export it as safetensors from',
    );
    await expect(LearnedOptimizer.load(bytes.slice(0, -4))).rejects.toThrow(/has no tensor \S+ of/);
    const foreign = new TextDecoder('latin1').decode(bytes).replace('-lab"', '-job"');
    await expect(LearnedOptimizer.load(Buffer.from(foreign, 'latin1'))).rejects.toThrow(
      'is not an optimizer of the Lab',
    );
    const later = new TextDecoder('latin1').decode(bytes).replace('"version":"1"', '"version":"2"');
    await expect(LearnedOptimizer.load(Buffer.from(later, 'latin1'))).rejects.toThrow(
      'is of version 2, and 1 is read here',
    );
    // Node's fetch wants a whole address: whoever means a file is told what to give.
    await expect(LearnedOptimizer.load('mine.safetensors')).rejects.toThrow(
      /mine\.safetensors was not loaded \(.+\); check the address; in Node, give the bytes/,
    );
  });

  test('says that an address answers otherwise', async () => {
    const fetched = globalThis.fetch;
    globalThis.fetch = async () => new Response('no', { status: 404 });
    try {
      await expect(LearnedOptimizer.load('optimizer.safetensors')).rejects.toThrow(
        'LearnedOptimizer: optimizer.safetensors was not loaded (404); check the address',
      );
    } finally {
      globalThis.fetch = fetched;
    }
  });
});

describe('in a model', () => {
  const dense = (seed: number, units: number, activation: 'tanh' | 'softmax') =>
    layers.layers.dense({
      units,
      activation,
      kernelInitializer: layers.initializers.glorotNormal({ seed }),
      ...(seed === 1 ? { inputShape: [2] } : {}),
    });
  const model = () =>
    layers.sequential({
      layers: [dense(1, 16, 'tanh'), dense(2, 16, 'tanh'), dense(3, 2, 'softmax')],
    });

  /** Points in four corners, those of a diagonal being of one kind. */
  const data = () => {
    const points = Array.from({ length: 64 }, (_, i) => {
      const [x, y] = [(i % 8) / 3.5 - 1, Math.floor(i / 8) / 3.5 - 1];
      return { at: [x, y], kind: x * y > 0 ? [1, 0] : [0, 1] };
    });
    return {
      x: tf.tensor2d(points.map(({ at }) => at)),
      y: tf.tensor2d(points.map(({ kind }) => kind)),
    };
  };
  const trained = async (net: layers.LayersModel, epochs: number): Promise<number[]> => {
    const { x, y } = data();
    const { history } = await net.fit(x, y, { epochs, batchSize: 64, shuffle: false, verbose: 0 });
    tf.dispose([x, y]);
    return (history.loss ?? []).map(Number);
  };
  const loss = 'categoricalCrossentropy';

  test('compile takes it, and a shipped one trains a network that is not ours', async () => {
    const shipped = readFileSync(inProject('public/pretrained/mnist.safetensors'));
    const optimizer = await LearnedOptimizer.load(shipped);
    const net = model();
    net.compile({ optimizer, loss });
    const losses = await trained(net, 80);
    expect(losses[0]).toBeGreaterThan(0.6);
    expect(losses.at(-1)).toBeLessThan(0.1);
    net.dispose();
    optimizer.dispose();
  });

  test('a model saved with it goes on as if it had not been', async () => {
    const optimizer = await load(someOptimizer({ outputScale: 0.001 }));
    const net = model();
    net.compile({ optimizer, loss });
    await trained(net, 3);
    const saved = await savedModel(net);
    // TensorFlow.js' own: `save` leaves behind the counter that `getWeights` of any optimizer makes.
    before += 1;
    const untouched = await trained(net, 3);
    const again = await layers.loadLayersModel(tf.io.fromMemory(saved));
    expect(again.optimizer).toBeInstanceOf(LearnedOptimizer);
    expect(await trained(again, 3)).toEqual(untouched);
    again.optimizer.dispose();
    again.dispose();
    net.dispose();
    optimizer.dispose();
  });
});

async function savedModel(net: layers.LayersModel) {
  const kept: Parameters<Parameters<typeof tf.io.withSaveHandler>[0]>[0][] = [];
  const handler = tf.io.withSaveHandler(async (artifacts) => {
    kept.push(artifacts);
    return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
  });
  await net.save(handler, { includeOptimizer: true });
  const [artifacts] = kept;
  if (artifacts === undefined) throw new Error('nothing was saved');
  return artifacts;
}
