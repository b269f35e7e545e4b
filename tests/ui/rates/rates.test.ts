/** How the rates were found: the sentences, the curves and the table. */
import { describe, expect, test } from 'vitest';
import type { TunedRate } from '../../../src/specs/race';
import { DEFAULT_TASK, taskSpecSchema } from '../../../src/specs/task';
import type { RatesAbout } from '../../../src/ui/rates/ratesAbout';
import {
  chosenMarkers,
  hasMedians,
  lossDomain,
  searchSeries,
  searchTable,
} from '../../../src/ui/rates/ratesSeries';
import {
  againText,
  divergedText,
  edgeText,
  gridText,
  measureText,
  problemsTried,
  sourceText,
  streamsText,
  unknownText,
} from '../../../src/ui/rates/ratesWords';

type Tried = TunedRate['grid'][number];

const search = (grid: Tried[], patch: Partial<TunedRate> = {}): TunedRate => ({
  learningRate: 0.1,
  loss: 0.5,
  steps: 100,
  problems: 64,
  seed: 77_001,
  grid,
  ...patch,
});
const GRID: Tried[] = [
  { learningRate: 0.01, loss: 3, median: 2 },
  { learningRate: 0.1, loss: 0.5, median: 0.25 },
  { learningRate: 1, loss: 1e20, median: 1 },
  { learningRate: 10, loss: null, median: null },
];
const tuning = search(GRID);

describe('in words', () => {
  test('what was tried, on what, and by what it was judged', () => {
    expect(gridText(tuning)).toBe('the best of 4 rates from 0.01 to 10');
    const fine = search(Array.from({ length: 32 }, (_, i) => ({ learningRate: i + 1, loss: 1 })));
    expect(gridText(fine)).toBe(
      'the best of 24 rates from 1 to 32, and of 8 more around the best of these',
    );
    expect(measureText(tuning)).toBe('mean loss after 100 steps');
    expect(measureText(search(GRID, { examples: 5000 }))).toBe(
      'mean loss over 5,000 training digits after 100 steps',
    );
    expect(problemsTried(DEFAULT_TASK, tuning)).toBe('64 problems of seed 77001');
    const mnist = taskSpecSchema.parse({ name: 'mnist' });
    expect(problemsTried(mnist, search(GRID, { problems: 1 }))).toBe('1 network of seed 77001');
  });

  test('rates that diverged are named, those side by side by their ends', () => {
    const grid = (losses: (number | null)[]) =>
      search(losses.map((loss, i) => ({ learningRate: i + 1, loss })));
    expect(divergedText(grid([1, 1]))).toBe('None diverged.');
    expect(divergedText(tuning)).toBe('Diverged: 10.');
    expect(divergedText(grid([null, 1, 1, null, null]))).toBe('Diverged: 1; 4 and 5.');
    expect(divergedText(grid([1, null, null, null]))).toBe('Diverged: the 3 rates from 2 to 4.');
  });

  test('a best rate at an end of the grid is not passed over', () => {
    expect(edgeText(tuning)).toBe('');
    expect(edgeText(search(GRID, { learningRate: 0.01 }))).toContain('a lower one might');
    const open = GRID.slice(0, 2);
    expect(edgeText(search(open))).toContain('a higher one might');
    // Beyond it lies what diverged.
    expect(edgeText(search(GRID, { learningRate: 1 }))).toBe('');
  });

  test('where it comes from, and when', () => {
    const date = '2026-11-21';
    const dated = search(GRID, { date });
    expect(sourceText({ learningRate: 1, source: 'manual', tuning: null })).toContain('by hand');
    expect(sourceText({ learningRate: 1, source: 'shipped', tuning: dated })).toBe(
      'Shipped with the Lab, tuned on 21 November 2026.',
    );
    expect(sourceText({ learningRate: 1, source: 'tuned', tuning })).toBe('Tuned in this browser.');
    const odd = search(GRID, { date: 'yesterday' });
    expect(sourceText({ learningRate: 1, source: 'shipped', tuning: odd })).toBe(
      'Shipped with the Lab.',
    );
  });

  test('a rate without its search was set by hand, but never for a training', () => {
    expect(unknownText({ used: { by: 'race', seed: 1 } })).toBe('Set by hand: no search.');
    expect(unknownText({ used: { by: 'training', seed: 1 } })).not.toContain('by hand');
  });

  test('the problems of a search are never those of the race, or of the validation', () => {
    const about = (by: 'race' | 'training'): RatesAbout => ({
      task: DEFAULT_TASK,
      steps: 100,
      used: { by, seed: 7 },
      rates: [],
    });
    expect(streamsText(about('race'))).toMatch(/“tuning”.*“race”, with seed 7/);
    expect(streamsText(about('training'))).toMatch(/“tuning”.*“validation”, with seed 7/);
  });

  test('a search made once more says whether it came to the same', () => {
    expect(againText(tuning, search(GRID, { loss: 0.51 }))).toBe(
      'Once more, just now: 0.1 (loss 0.51), the same rate.',
    );
    expect(againText(tuning, search(GRID, { learningRate: 0.2, loss: 0.4 }))).toBe(
      'Once more, just now: 0.2 (loss 0.4) instead of 0.1 (0.5).',
    );
  });
});

describe('in the picture', () => {
  const searches = [{ name: 'adam', tuning } as const];

  test('a rate that diverged has no point; the chosen one is marked', () => {
    const [line] = searchSeries(searches, 'mean');
    expect([line?.x, line?.y]).toEqual([
      [0.01, 0.1, 1],
      [3, 0.5, 1e20],
    ]);
    expect(searchSeries(searches, 'median')[0]?.y).toEqual([2, 0.25, 1]);
    expect(chosenMarkers(searches, 'mean')).toMatchObject([{ x: 0.1, y: 0.5, label: '0.1' }]);
    expect(chosenMarkers(searches, 'median')).toMatchObject([{ x: 0.1, y: 0.25 }]);
  });

  test('one made once more is marked only where it came to another rate', () => {
    const again = (learningRate: number) => [
      ...searches,
      { name: 'adam', tuning: search(GRID, { learningRate }), again: true } as const,
    ];
    expect(chosenMarkers(again(0.1), 'mean')).toHaveLength(1);
    expect(chosenMarkers(again(0.01), 'mean').map(({ x }) => x)).toEqual([0.1, 0.01]);
    expect(searchSeries(again(0.1), 'mean').map(({ label }) => label)).toEqual([
      'Adam',
      'Adam, once more',
    ]);
  });

  test('losses that nearly diverged do not flatten the others', () => {
    const [low, high] = lossDomain(searchSeries(searches, 'mean')) ?? [];
    expect(low).toBeLessThan(0.5);
    expect(high).toBeGreaterThan(3);
    expect(high).toBeLessThan(100);
    expect(lossDomain([])).toBeNull();
  });

  test('medians are offered where every search has kept them', () => {
    expect(hasMedians(searches)).toBe(true);
    const old = { name: 'sgd', tuning: search([{ learningRate: 0.1, loss: 1 }]) } as const;
    expect(hasMedians([...searches, old])).toBe(false);
    expect(hasMedians([])).toBe(false);
  });

  test('the table has a row for each rate, with what became of it', () => {
    const table = searchTable(searches);
    const rows = Array.from({ length: table.rows }, (_, row) =>
      table.columns.map((_column, column) => table.cell(row, column)),
    );
    expect(rows).toEqual([
      ['Adam', 0.01, 3, 2, null],
      ['Adam', 0.1, 0.5, 0.25, 'chosen'],
      ['Adam', 1, 1e20, 1, null],
      ['Adam', 10, null, null, 'diverged'],
    ]);
  });
});
