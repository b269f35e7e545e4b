import { beforeAll, describe, expect, test } from 'vitest';
import { type Recorder, race } from '../../src/evaluation/race';
import { quantile, summarise } from '../../src/evaluation/summary';
import { LEARNING_RATE_GRID, tuneLearningRates } from '../../src/evaluation/tuneLearningRate';
import { sampleOptimizee, sampleStart } from '../../src/optimizees/registry';
import { makeBaseline } from '../../src/optimizers/registry';
import { sgd } from '../../src/optimizers/sgd';
import { startBackend } from '../../src/runtime/backend';
import { readMemory } from '../../src/runtime/memory';
import '../../src/runtime/node';
import { readFloats, tf } from '../../src/runtime/tf';
import { RATED_BASELINES } from '../../src/specs/optimizer';
import { DEFAULT_TASK } from '../../src/specs/task';

beforeAll(async () => {
  await startBackend('wasm');
});

describe('a race', () => {
  test('runs everyone from the same starts and reports every step once, in order', async () => {
    const optimizee = sampleOptimizee(DEFAULT_TASK, 8, 3, 'race');
    const theta0 = sampleStart(optimizee, 3, 'race');
    const before = readMemory();
    let next = 0;
    const record = await race(optimizee, [sgd(0.01), makeBaseline('adam', 0.1)], {
      steps: 70,
      theta0,
      onSteps: ({ from, count, losses }) => {
        expect(from).toBe(next);
        next += count;
        expect(losses.map((part) => part.length)).toEqual([count * 8, count * 8]);
      },
    });
    expect(next).toBe(71);
    const [a, b] = record.results;
    expect(a?.losses.slice(0, 8)).toEqual(b?.losses.slice(0, 8));
    expect(a?.losses[70 * 8]).not.toBe(b?.losses[70 * 8]);
    expect(readMemory()).toEqual(before);
    theta0.dispose();
    optimizee.dispose();
  });

  test('more problems begin with the same ones', async () => {
    const losses = await Promise.all(
      [4, 6].map(async (problems) => {
        const optimizee = sampleOptimizee(DEFAULT_TASK, problems, 3, 'race');
        const theta0 = sampleStart(optimizee, 3, 'race');
        const record = await race(optimizee, [], { steps: 1, theta0 });
        const loss = await optimizee.loss(theta0, 0).data();
        expect(record.results).toEqual([]);
        return loss;
      }),
    );
    expect(losses[1]?.slice(0, 4)).toEqual(losses[0]);
  });

  test('an optimizer that diverges is stopped and named; the others go on', async () => {
    const optimizee = sampleOptimizee(DEFAULT_TASK, 4, 5, 'race');
    const theta0 = sampleStart(optimizee, 5, 'race');
    const named: number[] = [];
    const { results } = await race(optimizee, [sgd(10), sgd(0.001)], {
      steps: 100,
      theta0,
      onDiverged: (index) => named.push(index),
    });
    theta0.dispose();
    optimizee.dispose();
    const [wild, tame] = results;
    expect(named).toEqual([0]);
    expect(wild?.divergence?.message).toMatch(/step \d+/);
    expect(wild?.divergence?.remedy).toMatch(/learning rate/);
    const at = (wild?.divergence?.step ?? 0) * 4;
    expect(Number.isFinite(wild?.losses[at - 1])).toBe(true);
    expect(wild?.losses.subarray(at).every(Number.isNaN)).toBe(true);
    expect(tame?.divergence).toBeNull();
    expect(Number.isFinite(tame?.losses.at(-1))).toBe(true);
  });
});

describe('a recorder', () => {
  test('gets what every optimizer met and did, each step once and in order', async () => {
    const optimizee = sampleOptimizee(DEFAULT_TASK, 3, 5, 'race');
    const theta0 = sampleStart(optimizee, 5, 'race');
    const size = theta0.size;
    const before = readMemory();
    const thetas: number[][] = [[], [], []];
    const gradients: number[][] = [[], [], []];
    const updates: number[][] = [[], [], []];
    // The second one diverges.
    const { results } = await race(optimizee, [sgd(0.01), sgd(9), makeBaseline('adam', 0.1)], {
      steps: 70,
      theta0,
      keepPaths: true,
      record: {
        pick: (values) => values.clone(),
        recorded(index, from, picked) {
          expect(gradients[index]).toHaveLength(from * size);
          gradients[index]?.push(...picked.gradients);
          updates[index]?.push(...picked.updates);
        },
      },
      onSteps: ({ paths }) => {
        for (const [index, path] of (paths ?? []).entries()) thetas[index]?.push(...path);
      },
    });
    expect(readMemory()).toEqual(before);
    for (const [index, { divergence }] of results.entries()) {
      const steps = divergence?.step ?? 70;
      expect(steps < 70).toBe(index === 1);
      expect(gradients[index]).toHaveLength(steps * size);
      expect(updates[index]).toHaveLength(steps * size);
      const moved = updates[index]?.map((u, i) => Math.fround((thetas[index]?.[i] as number) + u));
      // Where it diverged there is no θ any more.
      const known = divergence === null ? steps : steps - 1;
      expect(moved?.slice(0, known * size)).toEqual(thetas[index]?.slice(size, (known + 1) * size));
    }
    const at = tf.tensor2d(thetas[2]?.slice(40 * size, 41 * size) ?? [], [3, size / 3]);
    const { loss, gradient } = optimizee.lossAndGradient(at, 40);
    const met = gradients[2]?.slice(40 * size, 41 * size) ?? [];
    expect(Float32Array.from(met)).toEqual(await readFloats(gradient));
    tf.dispose([at, loss, gradient, theta0]);
    optimizee.dispose();
  });

  test('may keep a part of each problem', async () => {
    const optimizee = sampleOptimizee(DEFAULT_TASK, 3, 5, 'race');
    const theta0 = sampleStart(optimizee, 5, 'race');
    const all: number[] = [];
    const some: number[] = [];
    const kept = (pick: Recorder['pick'], to: number[]): Recorder => ({
      pick,
      recorded: (_index, _from, { updates }) => void to.push(...updates),
    });
    const whole = kept((values) => values.clone(), all);
    const part = kept((values) => tf.slice(values, [1, 2], [2, 3]), some);
    for (const record of [whole, part]) {
      await race(optimizee, [sgd(0.01)], { steps: 9, theta0, record });
    }
    theta0.dispose();
    optimizee.dispose();
    const wanted = Array.from({ length: 9 }, (_, t) =>
      [1, 2].flatMap((b) => all.slice((3 * t + b) * 10 + 2, (3 * t + b) * 10 + 5)),
    );
    expect(some).toEqual(wanted.flat());
  });
});

describe('learning rate tuning', () => {
  test('finds the rate that a search one by one finds', async () => {
    const options = { task: DEFAULT_TASK, steps: 30, problems: 8, seed: 21 };
    const rates = await tuneLearningRates({ ...options, optimizers: RATED_BASELINES });
    const optimizee = sampleOptimizee(DEFAULT_TASK, 8, 21, 'tuning');
    const theta0 = sampleStart(optimizee, 21, 'tuning');
    for (const name of RATED_BASELINES) {
      const finals: number[] = [];
      for (const rate of LEARNING_RATE_GRID) {
        const { results } = await race(optimizee, [makeBaseline(name, rate)], {
          steps: 30,
          theta0,
        });
        const final = results[0]?.losses.subarray(30 * 8) ?? new Float32Array(0);
        const mean = final.reduce((sum, loss) => sum + loss, 0) / 8;
        finals.push(Number.isFinite(mean) ? mean : Number.POSITIVE_INFINITY);
      }
      const best = Math.min(...finals);
      expect(rates[name]?.learningRate).toBe(LEARNING_RATE_GRID[finals.indexOf(best)]);
      expect(rates[name]?.loss).toBeCloseTo(best, 4);
    }
    theta0.dispose();
    optimizee.dispose();
  });
});

describe('summaries', () => {
  test('quantiles interpolate', () => {
    const values = Float32Array.from([1, 2, 3, 4]);
    expect(quantile(values, 0)).toBe(1);
    expect(quantile(values, 0.5)).toBe(2.5);
    expect(quantile(values, 1)).toBe(4);
  });

  test('a step with a non-finite loss has no summary', () => {
    const rows = summarise(Float32Array.from([3, 1, 2, Number.NaN, 1, 2]), 3);
    expect(rows[0]).toBe(2);
    expect(rows[3]).toBe(2);
    expect(rows.subarray(6).every(Number.isNaN)).toBe(true);
  });
});
