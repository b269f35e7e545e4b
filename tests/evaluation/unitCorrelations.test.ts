import { describe, expect, test } from 'vitest';
import {
  LEAST_CORRELATED_STEPS,
  trackedSeries,
  unitCorrelations,
} from '../../src/evaluation/unitCorrelations';
import { RandomStream } from '../../src/runtime/random';
import { TRACKED } from '../../src/specs/trace';

const STEPS = 50;
const rng = RandomStream.of(3, 'correlations');
const gradient = rng.normals(STEPS).map((value, t) => value + t / 20);

/** Units as columns, row by step. */
const columns = (units: readonly ArrayLike<number>[], steps = STEPS): Float32Array =>
  Float32Array.from({ length: steps * units.length }, (_, i) => {
    const unit = units[i % units.length] as ArrayLike<number>;
    return unit[Math.floor(i / units.length)] as number;
  });

/** Rounding a hidden value to float32 moves r by no more. */
const ROUNDING = 1e-6;

describe('what is tracked', () => {
  test('is the gradient, its means as Adam corrects them, and the step', () => {
    const series = trackedSeries(gradient);
    expect(Array.from(series.step)).toEqual(Array.from(gradient, (_, t) => t));
    for (const t of [0, 1, 20, STEPS - 1]) {
      const past = Array.from(gradient.subarray(0, t + 1));
      const mean = (decay: number, power: number) => {
        const weights = past.map((_, s) => decay ** (t - s));
        const all = weights.reduce((a, b) => a + b);
        return past.reduce((sum, g, s) => sum + ((weights[s] as number) / all) * g ** power, 0);
      };
      expect(series.gradient[t]).toBe(gradient[t]);
      expect(series.momentum[t]).toBeCloseTo(mean(0.9, 1), 12);
      expect(series.square[t]).toBeCloseTo(mean(0.999, 2), 12);
    }
  });
});

describe('a unit', () => {
  test.each(TRACKED)(
    'that follows the %s has r = 1 with it, and −1 where it runs against it',
    (name) => {
      const series = trackedSeries(gradient)[name];
      const [along, against] = unitCorrelations(
        [columns([series.map((x) => x * 0.01 + 0.3), series.map((x) => -2 * x)])],
        2,
        gradient,
      );
      expect(along?.r[name]).toBeCloseTo(1, 5);
      expect(1 - (along?.r[name] ?? 0)).toBeLessThan(ROUNDING);
      expect(1 + (against?.r[name] ?? 0)).toBeLessThan(ROUNDING);
      const others = TRACKED.filter((other) => other !== name);
      for (const other of others) expect(Math.abs(along?.r[other] ?? 1)).toBeLessThan(0.999);
    },
  );

  test('has the r of the textbook, layer by layer and unit by unit', () => {
    const layers = [0, 1].map((l) =>
      Array.from({ length: 3 }, (_, u) => rng.fork(`${l} ${u}`).normals(STEPS).map(Math.tanh)),
    );
    const all = unitCorrelations(
      layers.map((units) => columns(units)),
      3,
      gradient,
    );
    expect(all.map(({ layer, unit }) => [layer, unit])).toEqual([
      [0, 0],
      [0, 1],
      [0, 2],
      [1, 0],
      [1, 1],
      [1, 2],
    ]);
    const tracked = trackedSeries(gradient);
    for (const { layer, unit, r } of all) {
      const x = Array.from(layers[layer]?.[unit] ?? []);
      for (const name of TRACKED) {
        const y = Array.from(tracked[name]);
        const sum = (f: (i: number) => number) => x.reduce((total, _, i) => total + f(i), 0);
        const [sx, sy] = [sum((i) => x[i] as number), sum((i) => y[i] as number)];
        const xy = sum((i) => (x[i] as number) * (y[i] as number));
        const xx = sum((i) => (x[i] as number) ** 2);
        const yy = sum((i) => (y[i] as number) ** 2);
        const wanted =
          (STEPS * xy - sx * sy) / Math.sqrt((STEPS * xx - sx ** 2) * (STEPS * yy - sy ** 2));
        expect(r[name]).toBeCloseTo(wanted, 10);
      }
    }
  });

  test('that does not change follows nothing, be it to the last bit or but for rounding', () => {
    const jitter = Array.from({ length: STEPS }, (_, t) => 0.75 + (t % 2) * 2 ** -24);
    const units = [new Float32Array(STEPS).fill(0.3), new Float32Array(STEPS), jitter];
    for (const { r } of unitCorrelations([columns(units)], 3, gradient)) {
      expect(Object.values(r)).toEqual([null, null, null, null]);
    }
  });

  test('follows no gradient where that does not change: its means do not either', () => {
    const rising = Array.from({ length: STEPS }, (_, t) => Math.tanh(t / 30));
    const [only] = unitCorrelations([columns([rising])], 1, new Float32Array(STEPS).fill(0.1));
    expect(only?.r).toMatchObject({ gradient: null, momentum: null, square: null });
    expect(only?.r.step).toBeGreaterThan(0.9);
  });

  test('does so at every size of gradients', () => {
    const series = trackedSeries(gradient).square;
    for (const size of [1e-37, 1e-20, 1e37]) {
      const [only] = unitCorrelations(
        [columns([series])],
        1,
        gradient.map((g) => g * size),
      );
      // Numbers this small have fewer digits in float32.
      expect(only?.r.square).toBeCloseTo(1, 4);
    }
  });
});

test('steps from a divergence on are left out', () => {
  const hidden = columns([trackedSeries(gradient).momentum, rng.normals(STEPS)]);
  const spoilt = gradient.slice().fill(Number.NaN, 30);
  const blank = hidden.slice().fill(Number.NaN, 2 * 30);
  expect(unitCorrelations([blank], 2, spoilt)).toEqual(
    unitCorrelations([hidden.slice(0, 2 * 30)], 2, gradient.slice(0, 30)),
  );
});

test.each([0, 1, LEAST_CORRELATED_STEPS - 1])('%i steps are too few', (steps) => {
  const hidden = columns([gradient], steps);
  const [only] = unitCorrelations([hidden], 1, gradient.slice(0, steps));
  expect(Object.values(only?.r ?? {})).toEqual([null, null, null, null]);
});
