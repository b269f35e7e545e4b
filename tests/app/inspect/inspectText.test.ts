import { describe, expect, test } from 'vitest';
import {
  behaviourText,
  leftOutText,
  tracedText,
  unitTexts,
} from '../../../src/app/inspect/inspectText';
import { DEFAULT_TASK, mnistSpecSchema } from '../../../src/specs/task';
import type { Fit, TraceConfig, Tracked, UnitCorrelation } from '../../../src/specs/trace';
import { summaryFor } from '../support/inspecting';

const share = (r2: number | null, rate = 0.1, momentumRate: number | null = null): Fit => ({
  r2,
  rate,
  momentumRate,
});
const behaviour = (gradient: Fit, momentum: Fit, adam: Fit) => ({
  whole: { gradient, momentum, adam },
});

describe('effective behaviour in words', () => {
  test('says the shares, and that it has learned momentum where momentum explains more', () => {
    const { shares, conclusion } = behaviourText(
      behaviour(share(0.84), share(0.93, 0.1, 0.2), share(0.71)),
      'learned',
    );
    expect(shares).toBe(
      '84 % of the updates is explained by the gradient alone, 93 % by gradient and momentum, 71 % by Adam’s direction.',
    );
    expect(conclusion).toBe(
      'What came before the current gradient explains part of it: it has learned momentum.',
    );
  });

  test.each<[string, Fit, Fit, Fit, RegExp | null]>([
    ['momentum explains hardly more', share(0.9), share(0.94, 0.1, 0.2), share(0.5), null],
    [
      'it steps against the running mean',
      share(0.8),
      share(0.9, 0.1, -0.2),
      share(0.5),
      /no momentum/,
    ],
    ['nothing explains most of it', share(0.1), share(0.3, 0.1, 0.2), share(0.4), /something else/],
    ['Adam explains the most', share(0.3), share(0.6, 0.1, 0.2), share(0.9), /more like Adam/],
    ['it steps against Adam’s direction', share(0.3), share(0.4), share(0.9, -1), null],
    [
      'the gradient is nearly all',
      share(0.99),
      share(0.99, 0.1, 0),
      share(0.9),
      /gradient descent/,
    ],
    ['it climbs the gradient', share(0.99, -0.1), share(0.99, -0.1, 0), share(0.9), null],
  ])('%s', (_, gradient, momentum, adam, expected) => {
    const { conclusion } = behaviourText(behaviour(gradient, momentum, adam), 'learned');
    if (expected === null) expect(conclusion).toBeNull();
    else expect(conclusion).toMatch(expected);
    expect(conclusion ?? '').not.toContain('learned momentum');
  });

  test('an optimizer designed by hand has not learned what it does', () => {
    const fits = behaviour(share(0.6), share(1, 0.1, 0.9), share(0.5));
    expect(behaviourText(fits, 'baseline')).toMatchObject({
      shares: expect.stringContaining('100 % by gradient and momentum'),
      conclusion: expect.stringMatching(/it has momentum\.$/),
    });
  });

  test('without updates there is nothing to say; not quite all is not all', () => {
    expect(behaviourText(behaviour(share(null), share(null), share(null)), 'learned')).toEqual({
      shares: 'There were no updates to explain.',
      conclusion: null,
    });
    const fits = behaviour(share(0.999), share(0.9996), share(-1e-17));
    expect(behaviourText(fits, 'learned').shares).toMatch(/^99 % .* 100 % .* 0 % /);
  });
});

describe('units in words', () => {
  const unit = (layer: number, index: number, r: Partial<Record<Tracked, number>>) =>
    ({
      layer,
      unit: index,
      r: { gradient: null, momentum: null, square: null, step: null, ...r },
    }) satisfies UnitCorrelation;

  test('those that follow something, the closest first, each with what it follows most', () => {
    const texts = unitTexts([
      unit(0, 3, { gradient: 0.81, step: 0.2 }),
      unit(1, 6, { momentum: 0.934, gradient: 0.85 }),
      unit(1, 2, { step: -0.999 }),
      unit(0, 1, { square: 0.79 }),
      unit(0, 0, { square: 0.805 }),
    ]);
    expect(texts).toEqual([
      'Unit 3 of layer 2 follows the number of the step, with the opposite sign (r = −0.99).',
      'Unit 7 of layer 2 follows the running mean of the gradient (r = 0.93).',
      'Unit 4 of layer 1 follows the gradient (r = 0.81).',
    ]);
  });

  test('where none does, that is said', () => {
    for (const none of [[], [unit(0, 0, {})], [unit(0, 1, { momentum: 0.799 })]]) {
      expect(unitTexts(none)).toEqual([
        expect.stringMatching(/^No unit follows .* below 0\.8\)\.$/),
      ]);
    }
  });
});

test('the status line says what was traced, how much of it was kept, and where it diverged', () => {
  const config: TraceConfig = {
    task: mnistSpecSchema.parse({ name: 'mnist' }),
    seed: 1,
    problem: 0,
    steps: 200,
    optimizer: { kind: 'baseline', id: 'adam', label: 'Adam', name: 'adam', learningRate: 0.1 },
    rates: {},
  };
  const how = { seconds: 1.24, by: 'WebAssembly', weightsAfter: null };
  const whole = summaryFor(config, { coordinates: 15_910, kept: new Int32Array(15_910) });
  expect(tracedText(config, whole, how)).toBe(
    'Adam on Synthetic digits, 784-20-10 sigmoid: 200 steps of 15,910 coordinates traced in 1.2 s, WebAssembly.',
  );
  const part = summaryFor(config, {
    coordinates: 15_910,
    kept: new Int32Array(4000),
    divergence: { step: 9, problems: 1, kind: 'non-finite', message: 'no number.', remedy: 'r' },
  });
  const mixture = [DEFAULT_TASK, DEFAULT_TASK];
  expect(leftOutText({})).toBeNull();
  const convexTerm = { coordinates: 20, scaling: 0 };
  expect(leftOutText({ convexTerm })).toBe('without the convex term');
  expect(leftOutText({ coordinateScaling: 1, convexTerm })).toBe(
    'without the random scaling of its coordinates, without the convex term',
  );
  const leftOut = leftOutText({ mixture, coordinateScaling: 1 });
  expect(tracedText(config, whole, { ...how, weightsAfter: 2, leftOut })).toContain(
    'weights as after 2 horizons, held fixed, on the first of its 3 tasks, without the random scaling of its coordinates: 200 steps',
  );
  expect(tracedText(config, part, { ...how, weightsAfter: 1 })).toBe(
    'Adam on Synthetic digits, 784-20-10 sigmoid, weights as after 1 horizon, held fixed: 200 steps of 15,910 coordinates traced in 1.2 s, WebAssembly. 4,000 of the coordinates were kept, evenly from every part of it. It diverged at step 9: no number.',
  );
});
