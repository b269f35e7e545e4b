/** Runs, room and imports in words; what is selected; what stays the same object. */
import { beforeEach, describe, expect, test } from 'vitest';
import { importInWords } from '../../../../src/ui/screens/library/runs/importWords';
import { withSameRuns } from '../../../../src/ui/screens/library/runs/useListed';
import {
  forget,
  select,
  selectAll,
  selectNone,
  useRunsView,
  want,
} from '../../../../src/ui/screens/library/runs/view';
import {
  bytesInWords,
  inventory,
  keyNumber,
  listed,
  mainNumber,
  progressInWords,
  quotaInWords,
  shareUsed,
  stateInWords,
} from '../../../../src/ui/screens/library/runs/words';
import { race, training } from './runs';

test.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [1000, '1.0 kB'],
  [12_340_000, '12.3 MB'],
  [345_600_000, '346 MB'],
  [2.1e9, '2.1 GB'],
  [5e15, '5000 TB'],
])('%d bytes are %s', (bytes, words) => {
  expect(bytesInWords(bytes)).toBe(words);
});

test('room in words', () => {
  const quota = { used: 5e6, available: 2e9, persisted: false };
  expect(quotaInWords(quota)).toBe('5.0 MB are used, 2.0 GB are left.');
  expect(shareUsed(quota)).toBeCloseTo(5e6 / 2.005e9, 10);
  expect(shareUsed({ ...quota, available: 0 })).toBe(1);
  expect(shareUsed({ ...quota, used: 2e9 })).toBe(0.5);
});

test('a run in words', () => {
  expect(stateInWords(training({ state: 'running', holder: 'another-tab' }))).toBe(
    'Running, in another tab',
  );
  expect(stateInWords(training({ state: 'diverged' }))).toBe('Diverged');
  const partly = { done: 1200, total: 5000, unit: 'horizons' } as const;
  expect(progressInWords(training({ progress: partly }))).toBe('1,200 of 5,000 horizons');
  expect(progressInWords(training({ progress: { done: 1, total: 1, unit: 'trials' } }))).toBe(
    '1 trial',
  );
});

test('the number that counts', () => {
  const trained = training({ result: { 'best validation': 0.0123, 'last validation': 0.01 } });
  expect(keyNumber(trained)).toBe('best validation 0.0123');
  expect(mainNumber(trained)).toBe(0.0123);
  const raced = race({ result: { 'loss, Adam': 0.7, 'loss, LSTM, mine': 0.5, 'loss, SGD': null } });
  expect(keyNumber(raced)).toBe('lowest loss 0.5, LSTM, mine');
  expect(mainNumber(raced)).toBe(0.5);
  expect(keyNumber(race())).toBe('');
  expect(mainNumber(training())).toBeNull();
});

test('what is there', () => {
  expect(inventory([])).toBe('No runs are kept yet.');
  expect(inventory([training()])).toBe('1 run kept: 1 training.');
  expect(inventory([training(), training(), race()])).toBe('3 runs kept: 2 trainings and 1 race.');
  expect(listed(['a', 'b', 'c'])).toBe('a, b and c');
});

test('what an import did', () => {
  const none = { runs: 0, optimizers: 0, rates: 0 };
  const report = { fileName: 'l.zip', added: none, skipped: none, keptBoth: [] };
  expect(importInWords(report)).toBe('From l.zip: nothing that was not here.');
  expect(
    importInWords({
      ...report,
      added: { runs: 2, optimizers: 1, rates: 0 },
      skipped: { runs: 1, optimizers: 0, rates: 3 },
      keptBoth: [{ kind: 'run', name: 'A', id: 'run-2' }],
    }),
  ).toBe(
    'From l.zip: added 2 runs and 1 optimizer. Already here, and left as it is: 1 run and 3 sets of tuned rates. Here in another form, so that both are kept: 1 entry.',
  );
});

test('a run that has not changed stays the same object', () => {
  const before = [training({ id: 'a' }), training({ id: 'b' })];
  const now = [
    training({ id: 'a' }),
    training({ id: 'b', progress: { done: 7, total: 500, unit: 'horizons' } }),
    training({ id: 'c' }),
  ];
  const same = withSameRuns(now, before);
  expect(same[0]).toBe(before[0]);
  expect(same[1]).toBe(now[1]);
  expect(same[2]).toBe(now[2]);
  const taken = [training({ id: 'a', holder: 'another-tab' })];
  expect(withSameRuns(taken, before)[0]).toBe(taken[0]);
});

describe('the selection', () => {
  const shown = ['a', 'b', 'c', 'd', 'e'];
  const selected = () => useRunsView.getState().selected;
  beforeEach(selectNone);

  test('keeps the order in which runs were chosen', () => {
    select('c', true);
    select('a', true);
    expect(selected()).toEqual(['c', 'a']);
    select('c', false);
    expect(selected()).toEqual(['a']);
  });

  test('goes with Shift from the last one to this one, either way', () => {
    select('d', true);
    select('b', true, shown);
    expect(selected()).toEqual(['d', 'b', 'c']);
    select('c', false, shown);
    expect(selected()).toEqual(['d']);
  });

  test('is this one alone where the last one is not shown', () => {
    select('z', true);
    select('b', true, shown);
    expect(selected()).toEqual(['z', 'b']);
  });

  test('loses runs that are gone, and has nothing twice', () => {
    selectAll(['a', 'b']);
    selectAll(shown);
    expect(selected()).toEqual(shown);
    forget(['a', 'e']);
    expect(selected()).toEqual(['b', 'c', 'd']);
  });

  test('a new search begins on the first page', () => {
    useRunsView.setState({ page: 3 });
    want({ query: 'x' });
    expect(useRunsView.getState().page).toBe(0);
    want({ query: '' });
  });
});
