import { beforeAll, describe, expect, test } from 'vitest';
import { effectiveBehaviour } from '../../src/evaluation/effectiveBehaviour';
import { wouldBeUpdates } from '../../src/evaluation/updateHistory';
import { startBackend } from '../../src/runtime/backend';
import { freeRunning, RunControl } from '../../src/runtime/control';
import '../../src/runtime/node';
import { RandomStream } from '../../src/runtime/random';
import type { BaselineName } from '../../src/specs/optimizer';
import { EXPLANATIONS } from '../../src/specs/trace';

const STEPS = 60;
const COORDINATES = 7;
/** Updates are rounded to float32: 6e-8 of each, and of what is explained of their squares the square of that. */
const WHOLLY = 1e-12;
const RATE = 1e-6;

beforeAll(async () => {
  await startBackend('cpu');
});

/** Gradients of coordinates of many sizes, with a drift, so that momentum and gradient can be told apart. */
function someGradients(steps = STEPS, coordinates = COORDINATES): Float32Array {
  const rng = RandomStream.of(11, 'behaviour');
  const size = rng.normals(coordinates, 1).map((value) => 10 ** value);
  return rng
    .normals(steps * coordinates)
    .map((value, i) => (value + Math.sin(i / 40)) * (size[i % coordinates] as number));
}

async function updatesOf(name: BaselineName, rate: number, gradients: Float32Array) {
  const [only] = await wouldBeUpdates(gradients, STEPS, COORDINATES, { [name]: rate });
  return only?.updates ?? new Float32Array();
}

/** m ← 0.9 m + g, u = −η m: plain momentum, as float32. */
function momentumUpdates(rate: number, gradients: Float32Array): Float32Array {
  const m = new Float64Array(COORDINATES);
  return gradients.map((g, i) => {
    const k = i % COORDINATES;
    m[k] = 0.9 * (m[k] as number) + g;
    return -rate * (m[k] as number);
  });
}

describe('is known again', () => {
  test('SGD, by the gradient, with its rate', async () => {
    const g = someGradients();
    const { whole, windows } = await effectiveBehaviour(
      g,
      await updatesOf('sgd', 0.03, g),
      COORDINATES,
    );
    for (const { gradient, momentum } of [whole, ...windows.map(({ fits }) => fits)]) {
      expect(1 - (gradient.r2 ?? 0)).toBeLessThan(WHOLLY);
      expect(gradient.rate).toBeCloseTo(0.03, 7);
      expect(gradient.momentumRate).toBeNull();
      // Momentum has the gradient in it: it explains as much, and finds no use for m.
      expect(1 - (momentum.r2 ?? 0)).toBeLessThan(WHOLLY);
      expect(momentum.rate).toBeCloseTo(0.03, 7);
      expect(momentum.momentumRate).toBeCloseTo(0, 7);
    }
    expect(whole.adam.r2).toBeLessThan(0.9);
  });

  test('momentum, by m, whose running mean is a tenth of the sum', async () => {
    const g = someGradients();
    const { whole, windows } = await effectiveBehaviour(g, momentumUpdates(0.01, g), COORDINATES);
    for (const { momentum } of [whole, ...windows.map(({ fits }) => fits)]) {
      expect(1 - (momentum.r2 ?? 0)).toBeLessThan(WHOLLY);
      expect(momentum.rate).toBeCloseTo(0, 6);
      expect(momentum.momentumRate).toBeCloseTo(0.1, 6);
    }
    expect(whole.gradient.r2).toBeLessThan(0.9);
  });

  test('NAG, by both', async () => {
    const g = someGradients();
    const { whole } = await effectiveBehaviour(g, await updatesOf('nag', 0.01, g), COORDINATES);
    expect(1 - (whole.momentum.r2 ?? 0)).toBeLessThan(WHOLLY);
    expect(whole.momentum.rate).toBeCloseTo(0.01, 6);
    expect(whole.momentum.momentumRate).toBeCloseTo(0.09, 6);
  });

  test('Adam, by its direction, with its rate, in every window', async () => {
    const g = someGradients();
    const { whole, windows } = await effectiveBehaviour(
      g,
      await updatesOf('adam', 0.2, g),
      COORDINATES,
    );
    for (const { adam } of [whole, ...windows.map(({ fits }) => fits)]) {
      expect(1 - (adam.r2 ?? 0)).toBeLessThan(WHOLLY);
      expect(Math.abs((adam.rate ?? 0) / 0.2 - 1)).toBeLessThan(RATE);
    }
    expect(whole.gradient.r2).toBeLessThan(0.9);
  });
});

describe('the fits are the best there are', () => {
  const g = someGradients();
  const noise = RandomStream.of(12, 'noise').normals(g.length, 0.05);
  const u = momentumUpdates(0.02, g).map(
    (value, i) => value - 0.03 * (g[i] ?? 0) + (noise[i] ?? 0),
  );

  /** The regressors of each fit, computed in the plainest way. */
  function regressors(): Record<(typeof EXPLANATIONS)[number], number[][]> {
    const m = new Array<number>(g.length).fill(0);
    const d = new Array<number>(g.length).fill(0);
    for (let k = 0; k < COORDINATES; k++) {
      for (let t = 0; t < STEPS; t++) {
        let mean = 0;
        let square = 0;
        for (let s = 0; s <= t; s++) {
          const past = g[s * COORDINATES + k] as number;
          mean += 0.1 * 0.9 ** (t - s) * past;
          square += 0.001 * 0.999 ** (t - s) * past ** 2;
        }
        const at = t * COORDINATES + k;
        m[at] = mean;
        d[at] = mean / (1 - 0.9 ** (t + 1)) / (Math.sqrt(square / (1 - 0.999 ** (t + 1))) + 1e-8);
      }
    }
    return { gradient: [Array.from(g)], momentum: [Array.from(g), m], adam: [d] };
  }

  test.each(['whole', 'windows'])(
    'residuals are at right angles to what explains them: %s',
    async (which) => {
      const { whole, windows } = await effectiveBehaviour(g, u, COORDINATES);
      const all = regressors();
      const parts = which === 'whole' ? [{ from: 0, to: STEPS, fits: whole }] : windows;
      expect(parts).toHaveLength(which === 'whole' ? 1 : 12);
      for (const { from, to, fits } of parts) {
        const places = Array.from(
          { length: (to - from) * COORDINATES },
          (_, i) => from * COORDINATES + i,
        );
        for (const name of EXPLANATIONS) {
          const { r2, rate, momentumRate } = fits[name];
          const by = all[name];
          const rates = [rate ?? 0, momentumRate ?? 0].slice(0, by.length);
          const squares = (values: readonly number[]) => values.reduce((sum, x) => sum + x * x, 0);
          const residual = (given: readonly number[]) =>
            places.map(
              (i) =>
                (u[i] as number) + given.reduce((s, a, x) => s + a * (by[x]?.[i] as number), 0),
            );
          const own = residual(rates);
          const total = squares(places.map((i) => u[i] as number));
          expect(r2).toBeCloseTo(1 - squares(own) / total, 10);
          for (const [x, regressor] of by.entries()) {
            const slope = places.reduce(
              (sum, i, row) => sum + (own[row] as number) * (regressor[i] as number),
              0,
            );
            const scale = Math.sqrt(total * squares(places.map((i) => regressor[i] as number)));
            expect(Math.abs(slope) / scale).toBeLessThan(1e-10);
            // And any other rate is worse.
            for (const change of [0.99, 1.01]) {
              const other = rates.map((a, y) => (y === x ? a * change : a));
              expect(squares(residual(other))).toBeGreaterThan(squares(own));
            }
          }
        }
      }
    },
  );

  test('the order of the coordinates is of no account', async () => {
    const turned = (values: Float32Array) =>
      values.map((_, i) => {
        const k = i % COORDINATES;
        return values[i - k + ((k + 3) % COORDINATES)] as number;
      });
    const { whole } = await effectiveBehaviour(g, u, COORDINATES);
    const { whole: other } = await effectiveBehaviour(turned(g), turned(u), COORDINATES);
    for (const name of EXPLANATIONS) {
      expect(other[name].r2).toBeCloseTo(whole[name].r2 ?? 0, 12);
      expect(other[name].rate).toBeCloseTo(whole[name].rate ?? 0, 12);
    }
  });
});

describe('windows', () => {
  test.each([
    [200, 20],
    [1000, 20],
    [37, 7],
    [9, 1],
    [3, 1],
  ])('%i steps are cut into %i', async (steps, count) => {
    const g = someGradients(steps, 2);
    const { windows } = await effectiveBehaviour(g, g, 2);
    expect(windows).toHaveLength(count);
    expect(windows.map(({ from }) => from)).toEqual(
      [0, ...windows.map(({ to }) => to)].slice(0, -1),
    );
    expect(windows.at(-1)?.to).toBe(steps);
    const least = Math.min(...windows.map(({ from, to }) => to - from));
    expect(least).toBeGreaterThanOrEqual(Math.min(steps, 5));
  });

  test('history goes on through them: each has the momentum of the steps before it', async () => {
    const g = someGradients();
    const { windows } = await effectiveBehaviour(g, momentumUpdates(0.01, g), COORDINATES);
    const late = windows.at(-1);
    if (late === undefined) throw new Error('no window');
    const from = late.from * COORDINATES;
    const alone = await effectiveBehaviour(
      g.slice(from),
      momentumUpdates(0.01, g).slice(from),
      COORDINATES,
    );
    expect(1 - (late.fits.momentum.r2 ?? 0)).toBeLessThan(WHOLLY);
    expect(1 - (alone.whole.momentum.r2 ?? 0)).toBeGreaterThan(1e-3);
  });
});

describe('at the edges', () => {
  test.each([
    ['NaN', Number.NaN],
    ['infinite', Number.POSITIVE_INFINITY],
  ])('what comes behind a divergence is left out (%s)', async (_, value) => {
    const g = someGradients();
    const u = momentumUpdates(0.01, g);
    const row = 40 * COORDINATES;
    const cut = await effectiveBehaviour(g.slice(0, row), u.slice(0, row), COORDINATES);
    for (const [spoiltG, spoiltU] of [
      [g.slice(), u],
      [g, u.slice()],
    ] as const) {
      const spoilt = spoiltG === g ? spoiltU : spoiltG;
      spoilt[row + 3] = value;
      spoilt.fill(Number.NaN, row + COORDINATES);
      expect(await effectiveBehaviour(spoiltG, spoiltU, COORDINATES)).toEqual(cut);
    }
    expect(cut.windows.at(-1)?.to).toBe(40);
  });

  const NOTHING = { r2: null, rate: null, momentumRate: null };

  test('without a step, or without updates, there is nothing to explain', async () => {
    const none = { gradient: NOTHING, momentum: NOTHING, adam: NOTHING };
    const empty = new Float32Array();
    expect(await effectiveBehaviour(empty, empty, 3)).toEqual({ whole: none, windows: [] });
    const nan = new Float32Array(6).fill(Number.NaN);
    expect(await effectiveBehaviour(nan, nan, 3)).toEqual({ whole: none, windows: [] });
    const g = someGradients();
    const { whole } = await effectiveBehaviour(g, new Float32Array(g.length), COORDINATES);
    expect(whole).toEqual(none);
  });

  test('without gradients, updates are explained by nothing', async () => {
    const u = someGradients();
    const { whole } = await effectiveBehaviour(new Float32Array(u.length), u, COORDINATES);
    for (const name of EXPLANATIONS) expect(whole[name].r2).toBe(0);
    expect(whole.gradient.rate).toBeNull();
    expect(whole.momentum).toEqual({ r2: 0, rate: null, momentumRate: null });
  });

  test('where gradient and momentum are one direction, the gradient has it', async () => {
    const g = Float32Array.of(1, -2, 3);
    const { whole } = await effectiveBehaviour(
      g,
      g.map((x) => -x / 2),
      3,
    );
    expect(whole.momentum).toEqual({ r2: 1, rate: 0.5, momentumRate: 0 });
  });

  test('where gradients have ended, momentum has it', async () => {
    const g = new Float32Array(20);
    g[0] = 4;
    const u = Float32Array.from(g, (_, t) => -0.5 * 0.4 * 0.9 ** t);
    const { windows } = await effectiveBehaviour(g, u, 1);
    const late = windows.at(-1)?.fits.momentum;
    expect(late?.rate).toBe(0);
    expect(late?.momentumRate).toBeCloseTo(0.5, 6);
    expect(late?.r2).toBeCloseTo(1, 12);
  });

  test('can be stopped', async () => {
    const control = new RunControl();
    control.stop();
    const g = someGradients();
    await expect(effectiveBehaviour(g, g, COORDINATES, control)).rejects.toThrow('stopped');
    await expect(effectiveBehaviour(g, g, COORDINATES, freeRunning)).resolves.toBeDefined();
  });
});
