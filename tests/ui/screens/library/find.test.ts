/** Searching, filtering and sorting of the list of runs. */
import { describe, expect, test } from 'vitest';
import type { ListedRun } from '../../../../src/app/runs/types';
import {
  allTags,
  EVERYTHING,
  findRuns,
  parseQuery,
  tagQuery,
  type Wanted,
} from '../../../../src/ui/screens/library/runs/find';
import { race, training } from './runs';

const ids = (runs: readonly ListedRun[], wanted: Partial<Wanted> = {}): string[] =>
  findRuns(runs, { ...EVERYTHING, ...wanted }).map(({ id }) => id);

const RUNS: ListedRun[] = [
  training({
    id: 'a',
    name: 'Étude 10',
    createdAt: '2026-01-03T00:00:00.000Z',
    changedAt: '2026-01-03T00:00:00.000Z',
    tags: ['paper', 'long run'],
    note: 'Warmed up with momentum.',
    result: { 'best validation': 0.2, 'best at horizon': 3 },
    seconds: 5,
  }),
  training(
    {
      id: 'b',
      name: 'Étude 9',
      createdAt: '2026-01-02T00:00:00.000Z',
      changedAt: '2026-01-05T00:00:00.000Z',
      state: 'interrupted',
      tags: ['papers'],
      result: { 'best validation': 0.1 },
      seconds: 50,
    },
    { task: { name: 'surface', surface: 'beale', initialScale: 0.3 } },
  ),
  race({
    id: 'c',
    createdAt: '2026-01-01T00:00:00.000Z',
    changedAt: '2026-01-01T00:00:00.000Z',
    holder: 'another-tab',
    state: 'running',
    result: { 'loss, LSTM': 0.5, 'loss, Adam': 0.7 },
  }),
];

describe('the search', () => {
  test.each([
    ['etude', ['a', 'b']],
    ['ÉTUDE 9', ['b']],
    ['MOMENTUM', ['a']],
    ['beale', ['b']],
    ['quadratics', ['a', 'c']],
    ['race', ['c']],
    ['another tab', ['c']],
    ['training beale', ['b']],
    ['"long run"', ['a']],
    ['"run long"', []],
    ['#paper', ['a', 'b']],
    ['#papers', ['b']],
    ['#"long run"', ['a']],
    ['#long etude', ['a']],
    ['#momentum', []],
    ['  ', ['a', 'b', 'c']],
    ['#', ['a', 'b', 'c']],
    ['"', ['a', 'b', 'c']],
    ['nothing like it', []],
  ])('%s', (query, expected) => {
    expect(ids(RUNS, { query })).toEqual(expected);
  });

  test('finds every tag by the query that is made for it', () => {
    for (const tag of allTags(RUNS)) {
      const own = RUNS.filter((run) => run.tags.some((other) => other.startsWith(tag)));
      expect(ids(RUNS, { query: tagQuery(tag) })).toEqual(own.map(({ id }) => id));
    }
  });

  test('takes any text', () => {
    for (const text of ['#"', '""', '#""', '"a" #b"c', '\\', '(['.repeat(50), '＃ﬁ']) {
      expect(() => parseQuery(text)).not.toThrow();
    }
  });

  test('sees a record that was changed', () => {
    const [first] = RUNS as [ListedRun];
    expect(ids([first], { query: 'fresh' })).toEqual([]);
    expect(ids([{ ...first, note: 'A fresh word.' }], { query: 'fresh' })).toEqual(['a']);
  });

  test('answers for five thousand runs within a blink', () => {
    const many = Array.from({ length: 5000 }, (_, i) =>
      training({ id: `r${i}`, name: `Run ${i}`, note: 'word '.repeat(100), tags: [`t${i % 7}`] }),
    );
    ids(many, { query: 'run' });
    const before = performance.now();
    expect(ids(many, { query: 'run 49 #t3', order: 'name' }).length).toBeGreaterThan(0);
    // Measured 16 ms here, 27 ms the first time; a keystroke may take 100.
    expect(performance.now() - before).toBeLessThan(100);
  });
});

test('kinds and states are filtered', () => {
  expect(ids(RUNS, { kind: 'race' })).toEqual(['c']);
  expect(ids(RUNS, { state: 'interrupted' })).toEqual(['b']);
  expect(ids(RUNS, { kind: 'race', state: 'done' })).toEqual([]);
});

test.each([
  ['newest', ['a', 'b', 'c']],
  ['oldest', ['c', 'b', 'a']],
  ['changed', ['b', 'a', 'c']],
  ['name', ['b', 'a', 'c']],
  ['best', ['b', 'a', 'c']],
  ['longest', ['b', 'c', 'a']],
] as const)('%s first', (order, expected) => {
  expect(ids([...RUNS].reverse(), { order })).toEqual(expected);
});

test('runs without a number come last, and the given list stays as it is', () => {
  const none = training({ id: 'none' });
  const given = [none, ...RUNS];
  expect(ids(given, { order: 'best' }).at(-1)).toBe('none');
  expect(given[0]).toBe(none);
});
