/** The kernels' threads and builds: how many there are, what happens when one stops, and that builds agree. */

import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { lstmImplementation } from '../../src/optimizers/lstm/implementation';
import { KernelOptimizer } from '../../src/optimizers/lstm/wasm/kernelOptimizer';
import { disposeState } from '../../src/optimizers/optimizer';
import { startBackend } from '../../src/runtime/backend';
import { Arena } from '../../src/runtime/kernels/arena';
import { startBuild } from '../../src/runtime/kernels/builds';
import { type CpuKernels, JobKind, type KernelExports } from '../../src/runtime/kernels/cpuKernels';
import { KernelFailure } from '../../src/runtime/kernels/failure';
import {
  kernelDetail,
  kernelModule,
  restartKernels,
  setThreadCount,
  startThreads,
  stopThreads,
} from '../../src/runtime/kernels/module';
import { ThreadPool } from '../../src/runtime/kernels/pool';
import '../../src/runtime/node';
import { RandomStream } from '../../src/runtime/random';
import { readFloats, tf } from '../../src/runtime/tf';
import { lstmWeightCount } from '../../src/specs/lstmShapes';
import { lstmConfigSchema } from '../../src/specs/optimizer';

function startedKernels(): CpuKernels {
  const kernels = kernelModule();
  if (typeof kernels === 'string') throw new Error(kernels);
  return kernels;
}

/** The updates of two steps of an LSTM. */
async function twoSteps(coordinates = 1000): Promise<number[]> {
  const config = lstmConfigSchema.parse({ preprocess: 'log-sign' });
  const rng = RandomStream.of(2, 'threads');
  const phi = tf.tensor1d(rng.normals(lstmWeightCount(config), 0.2));
  const optimizer = new KernelOptimizer('lstm', startedKernels(), config, phi);
  const gradient = tf.tensor2d(rng.normals(coordinates, 0.1), [1, coordinates]);
  let state = optimizer.init(1, coordinates);
  const updates: number[] = [];
  for (let t = 0; t < 2; t++) {
    const next = optimizer.stepInPlace(gradient, state);
    updates.push(...(await readFloats(next.update)));
    next.update.dispose();
    state = next.state;
  }
  disposeState(state);
  optimizer.dispose();
  tf.dispose([phi, gradient]);
  return updates;
}

/** A thread that says that it is there, takes a unit of the first job, and breaks off (wasm/assembly/threads.ts). */
const TAKES_ONE_UNIT = `
const { memory, place } = require('node:worker_threads').workerData;
const words = new Int32Array(memory.buffer, place, 128);
Atomics.add(words, 196 / 4, 1);
Atomics.wait(words, 0, 0);
Atomics.add(new BigInt64Array(memory.buffer, place, 64), 64 / 8, 1n);
Atomics.store(words, 192 / 4, 1);`;

beforeAll(async () => {
  await startBackend('wasm');
});

afterEach(() => {
  setThreadCount(null);
  restartKernels();
});

describe('the number of threads', () => {
  test('is what was asked for, also when it changes', async () => {
    for (const threads of [2, 2, 4, 1, 3]) {
      expect(await startThreads(threads)).toBe(threads);
      expect(startedKernels().threads).toBe(threads);
    }
    stopThreads();
    expect(startedKernels().threads).toBe(1);
  });

  test('is told with the backend', async () => {
    setThreadCount(2);
    expect((await startBackend('wasm')).detail).toBe('SIMD, 2 threads');
    expect((await startBackend('cpu')).detail).toBe('plain JavaScript; kernels: SIMD, 2 threads');
    setThreadCount(1);
    expect((await startBackend('wasm')).detail).toBe('SIMD, one thread');
    await startBackend('wasm');
  });

  test('does not change results', async () => {
    await startThreads(1);
    const expected = await twoSteps();
    await startThreads(3);
    expect(await twoSteps()).toEqual(expected);
  });

  test('may change while an optimizer lives', async () => {
    await startThreads(1);
    const expected = await twoSteps(50_000);
    const steps = twoSteps(50_000);
    await startThreads(4);
    expect(await steps).toEqual(expected);
  });
});

test('many short jobs in a row all get done', async () => {
  await startThreads(3);
  const kernels = startedKernels();
  const { arena, code } = kernels;
  // Quadratics of one dimension, W = 1 and y = 0, one a unit: f = θ².
  const count = 7;
  const packed = arena.take(code.quadraticBytes(1) * count);
  const [given, theta, loss, job] = [
    arena.take(64),
    arena.take(64),
    arena.take(64),
    arena.take(64),
  ];
  arena.floats(given, 16).fill(1, 0, count).fill(0, count);
  code.packQuadratics(given, given + 4 * count, 1, count, packed);
  arena.words(job, 8).set([theta, packed, loss, 0, 1, count, 1]);
  for (let i = 0; i < 5000; i++) {
    arena.floats(theta, count).set(Array.from({ length: count }, (_, b) => (i + b) % 100));
    kernels.run(JobKind.quadratic, job, 0, count);
    const sum = arena.floats(loss, count).reduce((all, f) => all + f);
    const expected = Array.from({ length: count }, (_, b) => ((i + b) % 100) ** 2);
    expect(sum).toBe(expected.reduce((all, f) => all + f));
  }
});

describe('a thread that traps', () => {
  test('is a kernel failure, and kernels start afresh with the next backend', async () => {
    await startThreads(3);
    const kernels = startedKernels();
    const job = kernels.arena.takeZeroed(64);
    // The problems lie beyond the memory, whoever takes the unit.
    kernels.arena.words(job, 8).set([0xffff_0000, 0xffff_0000, 0xffff_0000, 0, 50, 8, 1]);
    const run = () => kernels.run(JobKind.quadratic, job, 0, 8);
    expect(run).toThrow(KernelFailure);
    expect(run).toThrow('The fast implementation');
    expect(kernelModule()).toEqual(expect.stringMatching(/stopped/));
    expect(lstmImplementation(lstmConfigSchema.parse({}))).toEqual({
      by: 'definition',
      reason: expect.stringMatching(/stopped/),
    });
    expect(await startThreads(2)).toBe(2);
    expect((await twoSteps()).every(Number.isFinite)).toBe(true);
  });

  test('is noticed by the thread that waits for its unit', async () => {
    const { exports, module, memory } = startBuild({ shared: true, relaxed: false });
    const code = exports as unknown as KernelExports;
    const arena = new Arena(memory, code.heapBase());
    const pool = new ThreadPool(code, arena, module, memory);
    const spawn = ({ pool: place }: { pool: number }) => {
      const worker = new Worker(TAKES_ONE_UNIT, { eval: true, workerData: { memory, place } });
      return { stop: () => void worker.terminate() };
    };
    await pool.start({ cores: 2, spawn }, 1);
    expect(pool.others).toBe(1);
    // Long enough for the other thread to come while there are units left.
    const [n, count] = [64, 4000];
    const row = arena.takeZeroed(4 * n * count);
    const packed = arena.takeZeroed(code.quadraticBytes(n) * count);
    const job = arena.takeZeroed(64);
    arena.words(job, 7).set([row, packed, row, 0, n, count, 1]);
    expect(() => pool.run(JobKind.quadratic, job, 0, count)).toThrow('one of its threads stopped');
    pool.stop();
  });
});

test('without threads, or where they cannot be started, one is left', async () => {
  const { exports, module, memory } = startBuild({ shared: true, relaxed: false });
  const code = exports as unknown as KernelExports;
  const pool = new ThreadPool(code, new Arena(memory, code.heapBase()), module, memory);
  const reasons: string[] = [];
  const spawn = (_: unknown, onFailure: (why: string) => void) => {
    setTimeout(() => onFailure('refused'), 5);
    return { stop: () => reasons.push('stopped') };
  };
  await pool.start({ cores: 4, spawn }, 3);
  expect(pool.others).toBe(0);
  expect(reasons).toHaveLength(3);
});

describe('builds', () => {
  test('memory of one’s own gives the same bits as shared memory', () => {
    const outcomes = [true, false].map((shared) => {
      const build = startBuild({ shared, relaxed: false });
      expect(build.shared).toBe(shared);
      const code = build.exports as unknown as KernelExports;
      const arena = new Arena(build.memory, code.heapBase());
      const [x, y] = [arena.take(256), arena.take(256)];
      arena.floats(x, 64).set(Float32Array.from({ length: 64 }, (_, i) => i / 7 - 4));
      code.tanhs(x, y, 64);
      return [...arena.floats(y, 64)];
    });
    expect(outcomes[1]).toEqual(outcomes[0]);
  });

  test('relaxed SIMD agrees with plain SIMD', async () => {
    const plain = await twoSteps();
    // Node 20 has it behind a flag.
    setFlagsFromString('--experimental-wasm-relaxed-simd');
    restartKernels(true);
    expect(startedKernels().relaxed).toBe(true);
    expect(kernelDetail()).toBe('SIMD, relaxed, one thread');
    const relaxed = await twoSteps();
    restartKernels(false);
    expect(startedKernels().relaxed).toBe(false);
    expect(await twoSteps()).toEqual(plain);
    expect(relaxed).toBeAllClose(plain, { measure: 'norm', within: 1e-6 });
    setFlagsFromString('--no-experimental-wasm-relaxed-simd');
  });
});
