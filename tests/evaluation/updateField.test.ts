import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { sweptGradients, updateField } from '../../src/evaluation/updateField';
import { KernelOptimizer } from '../../src/optimizers/lstm/wasm/kernelOptimizer';
import { startBackend } from '../../src/runtime/backend';
import '../../src/runtime/node';
import { FIELD_LINEAR_SHARE, type FieldConfig } from '../../src/specs/trace';
import { lstmWay } from '../helpers/coordinateWays';

beforeAll(async () => {
  await startBackend('wasm');
});

afterEach(() => {
  vi.restoreAllMocks();
});

const field = (patch: Partial<FieldConfig>): FieldConfig => ({
  coordinate: 0,
  steps: [0],
  scale: 'linear',
  limit: 3,
  points: 201,
  ...patch,
});

describe('the gradients of a sweep', () => {
  test.each(['linear', 'symlog'] as const)(
    'go through 0 and to the limits, alike on both sides: %s',
    (scale) => {
      const swept = sweptGradients(field({ scale, limit: 0.37 }));
      expect(swept).toHaveLength(201);
      expect(swept[100]).toBe(0);
      expect(swept[0]).toBe(-Math.fround(0.37));
      expect(swept[200]).toBe(Math.fround(0.37));
      expect(swept.every((g, i) => i === 0 || g > (swept[i - 1] as number))).toBe(true);
      expect(
        Array.from(swept, (g) => -g)
          .reverse()
          .map((g) => g + 0),
      ).toEqual(Array.from(swept));
    },
  );

  test('are evenly spaced on the axis that they are for', () => {
    const linear = sweptGradients(field({}));
    expect(linear).toBeAllClose(
      Array.from({ length: 201 }, (_, i) => -3 + 0.03 * i),
      { within: 1e-6 },
    );
    const symlog = sweptGradients(field({ scale: 'symlog' }));
    const onAxis = Array.from(
      symlog,
      (g) => Math.sign(g) * Math.log1p(Math.abs(g) / (3 * FIELD_LINEAR_SHARE)),
    );
    const most = Math.log1p(1 / FIELD_LINEAR_SHARE);
    expect(onAxis).toBeAllClose(
      Array.from({ length: 201 }, (_, i) => most * (i / 100 - 1)),
      { within: 1e-5 },
    );
  });
});

test('201 gradients at 32 steps are one call of the learned optimizer, behind those of its way', async () => {
  const { learned, gradients } = lstmWay({}, 1, 40);
  const batches: number[][] = [];
  const step = KernelOptimizer.prototype.step;
  vi.spyOn(KernelOptimizer.prototype, 'step').mockImplementation(function (
    this: KernelOptimizer,
    gradient,
    state,
  ) {
    batches.push(gradient.shape);
    return step.call(this, gradient, state);
  });
  const inPlace = vi.spyOn(KernelOptimizer.prototype, 'stepInPlace');
  const steps = Array.from({ length: 32 }, (_, i) => i + 5);
  const { learned: swept } = await updateField(learned, {}, gradients, field({ steps }));
  expect(batches).toEqual([[32, 201]]);
  expect(inPlace).toHaveBeenCalledTimes(37);
  expect(swept.every(Number.isFinite)).toBe(true);
});

test('steps are given back in the order in which they were asked for', async () => {
  const { learned, gradients } = lstmWay({}, 1, 8);
  const rates = { adam: 0.1 };
  const sorted = await updateField(
    learned,
    rates,
    gradients,
    field({ steps: [1, 4, 6], points: 5 }),
  );
  const mixed = await updateField(
    learned,
    rates,
    gradients,
    field({ steps: [6, 1, 6, 4], points: 5 }),
  );
  const rows = (values: Float32Array | undefined, order: readonly number[]) =>
    order.flatMap((i) => Array.from(values?.subarray(5 * i, 5 * (i + 1)) ?? []));
  expect(rows(mixed.learned, [0, 1, 2, 3])).toEqual(rows(sorted.learned, [2, 0, 2, 1]));
  expect(rows(mixed.wouldBe[0]?.updates, [0, 1, 2, 3])).toEqual(
    rows(sorted.wouldBe[0]?.updates, [2, 0, 2, 1]),
  );
  const [a, b, c] = Array.from(sorted.actual.update);
  expect(Array.from(mixed.actual.update)).toEqual([c, a, c, b]);
});

test.each<[Partial<FieldConfig>, RegExp]>([
  [{ steps: [3, 8] }, /Step 8/],
  [{ steps: [-1] }, /Step -1/],
  [{ steps: [1.5] }, /Step 1.5/],
  [{ limit: 0 }, /up to 0/],
  [{ limit: -1 }, /up to -1/],
  [{ limit: Number.NaN }, /up to NaN/],
  [{ limit: Number.POSITIVE_INFINITY }, /up to Infinity/],
  [{ points: 200 }, /200 points/],
  [{ points: 1 }, /1 points/],
])('%o is refused', async (patch, words) => {
  const { learned, gradients } = lstmWay({}, 1, 8);
  await expect(updateField(learned, {}, gradients, field(patch))).rejects.toMatchObject({
    code: 'bad-input',
    message: expect.stringMatching(words),
  });
});

test('no steps: nothing', async () => {
  const { learned, gradients } = lstmWay({}, 1, 8);
  const found = await updateField(learned, { sgd: 1 }, gradients, field({ steps: [] }));
  expect(found.learned).toHaveLength(0);
  expect(found.wouldBe[0]?.updates).toHaveLength(0);
});
