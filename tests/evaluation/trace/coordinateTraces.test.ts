/** What is asked of some coordinates: what others would have proposed, what happened inside, the proposed update. */
import { beforeAll, describe, expect, test } from 'vitest';
import { coordinateTraces, fieldOf, recordTrace, summaryOf } from '../../../src/evaluation/trace';
import { startBackend } from '../../../src/runtime/backend';
import { readMemory } from '../../../src/runtime/memory';
import '../../../src/runtime/node';
import type { InsideLstm } from '../../../src/specs/trace';
import { baseline, configOf, learned, permuted, traceOf } from './support';

beforeAll(async () => {
  await startBackend('wasm');
});

const ORDER = [3, 0, 4, 1, 2];

describe('coordinates of a trace', () => {
  test('have their gradients, updates and values', async () => {
    const trace = traceOf(
      [
        [1, 2],
        [3, 4],
      ],
      [
        [-1, 0.5],
        [0.25, 4],
      ],
      { start: Float32Array.of(10, 20) },
    );
    const [second, first] = await coordinateTraces(trace, [1, 0]);
    expect(second).toMatchObject({ coordinate: 1 });
    expect(second?.gradient).toEqual(Float32Array.of(2, 4));
    expect(second?.update).toEqual(Float32Array.of(0.5, 4));
    expect(second?.value).toEqual(Float32Array.of(20, 20.5, 24.5));
    expect(first?.value).toEqual(Float32Array.of(10, 9, 9.25));
    expect(await coordinateTraces(trace, [])).toEqual([]);
  });

  // The baseline is the one that went this way: it would have proposed exactly what it did.
  test.each(['sgd', 'nag', 'rmsprop', 'adam'] as const)(
    '%s would have gone its own way',
    async (name) => {
      const rates = { [name]: 0.003 };
      const trace = await recordTrace(configOf({ optimizer: baseline(name, 0.003), rates }));
      const before = readMemory();
      const found = await coordinateTraces(trace, [0, 3]);
      expect(readMemory()).toEqual(before);
      for (const { update, wouldBe, inside } of found) {
        expect(update.some((u) => u !== 0)).toBe(true);
        expect(wouldBe).toEqual([{ name, learningRate: 0.003, updates: update }]);
        expect(inside).toBeNull();
      }
    },
  );

  test('the inside of the LSTM is that of the updates', async () => {
    const trace = await recordTrace(configOf());
    const found = await coordinateTraces(trace, [2, 4]);
    if (learned.kind !== 'learned') throw new Error('the LSTM is learned');
    const { outputScale } = learned.optimizer.config;
    for (const { update, inside, wouldBe } of found) {
      expect(wouldBe.map(({ name }) => name)).toEqual(['sgd', 'adam']);
      const proposed = Array.from(inside?.output ?? [], (output) => outputScale * output);
      // The kernel's polynomials against TensorFlow.js' functions, 20 steps of state.
      expect(proposed).toBeAllClose(update, { within: 1e-6 });
    }
  });

  test('behind a divergence there is nothing', async () => {
    const optimizer = baseline('sgd', 10);
    const trace = await recordTrace(configOf({ optimizer, steps: 60 }));
    const at = trace.divergence?.step ?? 0;
    expect(at).toBeGreaterThan(1);
    const learnedToo = { ...trace, config: { ...trace.config, optimizer: learned } };
    const [found] = await coordinateTraces(learnedToo, [1]);
    const series = [
      ...(found?.wouldBe.map(({ updates }) => updates) ?? []),
      found?.inside?.output ?? new Float32Array(0),
    ];
    expect(series).toHaveLength(3);
    for (const one of series) {
      expect(one).toHaveLength(60);
      expect(one.subarray(0, at).every(Number.isFinite)).toBe(true);
      expect(one.subarray(at).every(Number.isNaN)).toBe(true);
    }
    expect(found?.value.subarray(at).every(Number.isNaN)).toBe(true);
  });

  test.each([
    [5, /no coordinate 5: the problem has 5/],
    [-1, /no coordinate -1/],
    [1.5, /no coordinate 1.5/],
  ])('there is no coordinate %d', async (coordinate, message) => {
    const trace = await recordTrace(configOf({ steps: 2 }));
    const wanted = { code: 'bad-input', message: expect.stringMatching(message) };
    await expect(coordinateTraces(trace, [0, coordinate])).rejects.toMatchObject(wanted);
  });

  test('one that was not kept is refused, with its neighbours named', async () => {
    const some = { coordinates: 9, kept: Int32Array.of(2, 6) };
    const trace = traceOf([[1, 2]], [[3, 4]], some);
    expect((await coordinateTraces(trace, [6]))[0]?.gradient).toEqual(Float32Array.of(2));
    await expect(coordinateTraces(trace, [4])).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringContaining('Coordinate 4 was not kept: of 9 coordinates 2 were'),
      remedy: expect.stringContaining('2 or 6'),
    });
  });
});

describe('permuting the coordinates of a trace', () => {
  const everything = ({ inputs, layers, output, correlations }: InsideLstm) => [
    ...inputs.map(({ values }) => values),
    ...layers.flatMap((layer) => Object.values(layer)),
    output,
    correlations,
  ];

  test('permutes the ways, the others’ proposals and the inside of the LSTM', async () => {
    const trace = await recordTrace(configOf());
    const plain = await coordinateTraces(trace, ORDER);
    const moved = await coordinateTraces(permuted(trace, ORDER), [0, 1, 2, 3, 4]);
    for (const [i, one] of moved.entries()) {
      const was = plain[i];
      expect(one.coordinate).toBe(i);
      expect(one.value).toEqual(was?.value);
      expect(one.update).toEqual(was?.update);
      expect(one.wouldBe).toEqual(was?.wouldBe);
      if (!one.inside || !was?.inside) throw new Error('there is an inside');
      expect(everything(one.inside)).toEqual(everything(was.inside));
    }
  });

  test('permutes the proposed updates', async () => {
    const trace = await recordTrace(configOf());
    const sweep = { steps: [0, 7, 19], scale: 'linear' as const, limit: 2, points: 11 };
    const plain = await fieldOf(trace, { coordinate: 3, ...sweep });
    const moved = await fieldOf(permuted(trace, ORDER), { coordinate: 0, ...sweep });
    expect({ ...moved, config: plain.config }).toEqual(plain);
    expect(plain.actual.update).toEqual(
      Float32Array.from([0, 7, 19], (t) => trace.update[5 * t + 3] as number),
    );
  });

  test('leaves the effective behaviour as it is', async () => {
    const trace = await recordTrace(configOf());
    const fits = async (of: typeof trace) => {
      const { behaviour } = await summaryOf(of);
      return [behaviour.whole, ...behaviour.windows.map((window) => window.fits)].flatMap((one) =>
        Object.values(one).flatMap(({ r2, rate }) => [r2 as number, rate as number]),
      );
    };
    // Sums in float64, in another order.
    expect(await fits(permuted(trace, ORDER))).toBeAllClose(await fits(trace), {
      measure: 'scaled',
      within: 1e-9,
    });
  });
});

describe('the summary of a trace', () => {
  test('is in arrays of its own', async () => {
    const trace = await recordTrace(configOf({ steps: 3 }));
    const summary = await summaryOf(trace);
    expect(summary).toMatchObject({ steps: 3, coordinates: 5, path: null, divergence: null });
    expect(summary.loss).toEqual(trace.loss);
    expect(summary.kept).toEqual(trace.kept);
    expect(summary.loss.buffer).not.toBe(trace.loss.buffer);
    expect(summary.kept.buffer).not.toBe(trace.kept.buffer);
  });

  test('has the path in two dimensions', async () => {
    const trace = traceOf([[0, 0]], [[1, -1]], { start: Float32Array.of(4, 5) });
    expect((await summaryOf(trace)).path).toEqual(Float32Array.of(4, 5, 5, 4));
  });
});
