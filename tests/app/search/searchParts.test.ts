/** The small parts of the Search screen: its link, its ranges as text, its workers, its orders. */
import { describe, expect, test } from 'vitest';
import { formatLink, parseLink } from '../../../src/app/address/addressBar';
import { DEFAULT_LINK_STATE } from '../../../src/app/address/addressProperties';
import { axisText, readAxis } from '../../../src/app/search/axisText';
import { planOf, sortedTrials } from '../../../src/app/search/searchRows';
import {
  configFrom,
  DEFAULT_SEARCH,
  settingsFrom,
  spaceWith,
} from '../../../src/app/search/searchSettings';
import { restingText } from '../../../src/app/search/searchText';
import { planWorkforce } from '../../../src/app/search/workforce';
import { DEFAULT_TRAINING } from '../../../src/app/train/trainSettings';
import { newSearch } from '../../../src/settingSearch/progress';
import { runSearch } from '../../../src/settingSearch/runSearch';
import { type SearchSpace, searchConfigSchema } from '../../../src/specs/search';
import { pretended, searchOf } from '../../settingSearch/fixtures';

const SPACE: SearchSpace = {
  metaLearningRate: { kind: 'range', low: 1e-4, high: 0.3, scale: 'log', points: 6 },
  outputScale: { kind: 'values', values: [0.01, 0.1, 1e-7] },
  unroll: { kind: 'range', low: 5, high: 20, scale: 'log', points: 4 },
  preprocess: { kind: 'values', values: ['log-sign', 'none'] },
};

describe('a link', () => {
  const state = {
    ...DEFAULT_LINK_STATE,
    page: { ...DEFAULT_LINK_STATE.page, tab: 'train' as const, mode: 'search' as const },
    search: { space: SPACE, strategy: 'halving' as const, trials: 27, eta: 2, first: 50, seed: 9 },
  };

  test('holds a search, and reads well', () => {
    const link = formatLink(state);
    expect(link).toBe(
      '?v=1&tab=train&mode=search&vary=metaLr:0.0001..0.3*6,outputScale:0.01~0.1~1e-7,unroll:5..20!log,preprocess:log-sign~none&strategy=halving&trials=27&eta=2&firstRung=50&draw=9',
    );
    expect(parseLink(link)).toMatchObject({ state, problems: [] });
  });

  test.each([
    ['metaLr:0..1', 'expected a number above 0'],
    ['metaLr:0.1..0.01', 'low must not be above high'],
    ['hidden:1.5..3', 'expected a whole number'],
    ['momentum:1..2', 'is not NAME:LOW..HIGH'],
    ['unroll:1..2,unroll:1..3', 'each name once'],
    ['unroll', 'is not NAME:LOW..HIGH'],
    ['preprocess:none~magic', 'expected none'],
    ['unroll:3~3', 'there twice'],
    ['', 'is not NAME:LOW..HIGH'],
  ])('does not take vary=%s', (vary, why) => {
    const { state: read, problems } = parseLink(`?tab=train&mode=search&vary=${vary}`);
    expect(problems.map(({ key }) => key)).toEqual(['vary']);
    expect(problems[0]?.message).toContain(why);
    expect(read.search).toEqual(DEFAULT_SEARCH);
  });
});

describe('a search at rest', () => {
  const never = new AbortController().signal;
  const left = async (fails: number[], stopAfter = Number.POSITIVE_INFINITY) => {
    const run = pretended((n) => 1 + n);
    const control = new AbortController();
    let ended = 0;
    return runSearch(newSearch(searchOf()), {
      run: async (work, report, signal) => {
        if (ended++ >= stopAfter) control.abort();
        if (fails.includes(work.number)) throw new Error('It broke.');
        return run(work, report, signal);
      },
      places: 1,
      onChange: () => {},
      signal: stopAfter === Number.POSITIVE_INFINITY ? never : control.signal,
    });
  };

  test('says who is the best, and what Resume would still do', async () => {
    expect(restingText(await left([]))).toEqual([
      'finished',
      'Finished: 4 trials; trial 0 is the best with 1.00.',
    ]);
    // Failed by itself and not by its settings: another try may do.
    expect(restingText(await left([0]))).toEqual([
      'stopped',
      'Finished but for 1 trial that failed; trial 1 leads with 2.00. Resume tries again.',
    ]);
    expect(restingText(await left([0, 1], 2))).toEqual([
      'stopped',
      expect.stringMatching(/Resume goes on from there, and tries 2 trials that failed again\.$/),
    ]);
  });
});

describe('ranges as text', () => {
  test.each([
    ['metaLearningRate', '0.0001 to 0.1', { low: 0.0001, high: 0.1, scale: 'log', points: 4 }],
    ['metaLearningRate', '1e-4..1e-1, linear', { low: 0.0001, scale: 'linear' }],
    ['hiddenUnits', '10 to 40, 3 points', { low: 10, high: 40, scale: 'linear', points: 3 }],
    ['unroll', '5 – 40, log, 6 points', { low: 5, high: 40, scale: 'log', points: 6 }],
    ['unroll', '5, 10, 20', { values: [5, 10, 20] }],
    ['horizon', '100', { values: [100] }],
  ] as const)('%s: %s', (name, text, wanted) => {
    const read = readAxis(name, text);
    expect(read).toMatchObject({ ok: true, value: wanted });
    if (!read.ok) return;
    // What is shown is read as the same.
    expect(readAxis(name, axisText(name, read.value, true))).toEqual(read);
    expect(readAxis(name, axisText(name, read.value, false))).toEqual(read);
  });

  test.each([
    ['unroll', '', 'Expected a range'],
    ['unroll', 'some', 'Expected a range'],
    ['unroll', '5 to 4', 'Low must not be above high.'],
    ['unroll', '0 to 4', 'Expected a whole number from 1 to 1000.'],
    ['unroll', '1.5, 2', 'Expected a whole number from 1 to 1000.'],
    ['metaLearningRate', '0.1 to 2', 'Expected a number above 0 and up to 1.'],
    ['unroll', '1 to 9, 100 points', 'Expected a whole number from 1 to 64.'],
  ] as const)('%s: %s is refused', (name, text, why) => {
    const read = readAxis(name, text);
    expect(read.ok).toBe(false);
    expect(read.ok ? '' : read.error).toContain(why);
  });
});

describe('settings', () => {
  test('become a search, and come back', () => {
    const settings = { ...DEFAULT_SEARCH, space: SPACE, strategy: 'halving' as const, trials: 9 };
    const config = searchConfigSchema.parse(configFrom(settings, DEFAULT_TRAINING));
    expect(settingsFrom(config)).toEqual(settings);
  });

  test('leave out what is not varied any more', () => {
    expect(Object.keys(spaceWith(SPACE, { unroll: undefined }))).not.toContain('unroll');
  });

  test('say beforehand how much there is to do', () => {
    const grid = { ...DEFAULT_SEARCH, strategy: 'grid' as const };
    expect(planOf(grid, DEFAULT_TRAINING)).toMatchObject({ trials: 4, horizons: 2000 });
    const many = {
      ...grid,
      space: {
        ...SPACE,
        unroll: { kind: 'range', low: 1, high: 900, scale: 'linear', points: 64 } as const,
      },
    };
    expect(planOf(many, DEFAULT_TRAINING)).toBeNull();
  });
});

describe('workers', () => {
  test.each([1, 2, 3, 4, 5, 8, 16, 64, 200])(
    'of %d cores have no more threads than that',
    (cores) => {
      for (const wanted of [null, 1, 2, 3, 7, 16, 99]) {
        for (const trials of [1, 2, 5, 100]) {
          const { workers, threads } = planWorkforce(wanted, { cores, trials, backend: 'wasm' });
          expect(workers * threads).toBeLessThanOrEqual(cores);
          expect(workers).toBeLessThanOrEqual(trials);
          expect(Math.min(workers, threads)).toBeGreaterThanOrEqual(1);
        }
      }
    },
  );

  test('are one on a graphics device, of which there is one', () => {
    const one = planWorkforce(8, { cores: 8, trials: 9, backend: 'webgpu' });
    expect(one.workers).toBe(1);
  });
});

describe('the leaderboard', () => {
  test('is sorted by any column, with what is missing at the end either way', async () => {
    const search = await runSearch(newSearch(searchOf()), {
      run: pretended((n, h) => (n === 1 ? Number.POSITIVE_INFINITY : ((n * 3) % 4) + h / 100)),
      places: 1,
      onChange: () => {},
      signal: new AbortController().signal,
    });
    const order = (...how: [Parameters<typeof sortedTrials>[1], boolean]) =>
      sortedTrials(search, ...how).map(({ number }) => number);
    expect(order('rank', false)).toEqual([0, 3, 2, 1]);
    expect(order('number', true)).toEqual([3, 2, 1, 0]);
    expect(order('score', true)).toEqual([2, 3, 0, 1]);
    expect(order('score', false)).toEqual([0, 3, 2, 1]);
    const rates = sortedTrials(search, 'metaLearningRate', false).map(
      (t) => t.settings.metaLearningRate ?? 0,
    );
    expect(rates).toEqual([...rates].sort((a, b) => a - b));
  });
});
