import { describe, expect, test } from 'vitest';
import { emptyRecord, withDivergence, withSteps } from '../../../src/app/race/raceRecord';
import { chosenSteps, inWords, raceTable, winnerInWords } from '../../../src/app/race/raceTable';
import type { RaceRecord } from '../../../src/app/race/raceTypes';
import { type RaceConfig, SUMMARY_COLUMNS } from '../../../src/specs/race';
import { DEFAULT_TASK } from '../../../src/specs/task';
import type { RaceSteps } from '../../../src/worker/protocol';

const baseline = (name: 'sgd' | 'nag' | 'adam') =>
  ({ kind: 'baseline', id: name, label: name.toUpperCase(), name, learningRate: 0.1 }) as const;

const config: RaceConfig = {
  task: DEFAULT_TASK,
  steps: 4,
  problems: 2,
  seed: 1,
  optimizers: [baseline('sgd'), baseline('nag'), baseline('adam')],
};

/** Losses by step: each row one optimizer, each cell the two problems. */
function steps(from: number, losses: [number, number][][]): RaceSteps {
  const count = losses[0]?.length ?? 0;
  return {
    kind: 'race-steps',
    from,
    count,
    problems: 2,
    losses: losses.map((row) => Float32Array.from(row.flat())),
    summaries: losses.map((row) =>
      Float32Array.from(row.flatMap(([a, b]) => SUMMARY_COLUMNS.map(() => (a + b) / 2))),
    ),
  };
}

const record = (): RaceRecord =>
  withSteps(emptyRecord(1, config, {}), {
    ...steps(0, [
      [
        [8, 8],
        [4, 8],
        [2, 6],
      ],
      [
        [8, 8],
        [2, 2],
        [1, 7],
      ],
      [
        [8, 8],
        [3, 9],
        [Number.NaN, Number.NaN],
      ],
    ]),
  });

describe('the recorded race', () => {
  test('is filled in place: later steps copy nothing that is there', () => {
    const before = record();
    const losses = before.lines[0]?.losses;
    const after = withSteps(before, steps(3, [[[1, 1]], [[2, 2]], [[3, 3]]]));
    expect(after).not.toBe(before);
    expect(after.lines[0]?.losses).toBe(losses);
    expect(after.computed).toBe(3);
    expect([...(losses ?? [])]).toEqual([8, 8, 4, 8, 2, 6, 1, 1, Number.NaN, Number.NaN]);
    expect([...(after.lines[1]?.summary.q90 ?? [])].slice(0, 4)).toEqual([8, 2, 4, 2]);
  });

  test('takes no more than its own steps, and only its own problems', () => {
    const beyond = withSteps(
      record(),
      steps(3, [
        [
          [1, 1],
          [1, 1],
          [9, 9],
        ],
        [],
        [],
      ]),
    );
    expect(beyond.computed).toBe(4);
    expect(beyond.lines[0]?.losses.length).toBe(10);
    const before = record();
    expect(withSteps(before, { ...steps(3, [[[1, 1]]]), problems: 3 })).toBe(before);
  });

  test('keeps paths for two dimensions only', () => {
    expect(record().lines[0]?.paths).toBeNull();
    const flat = emptyRecord(
      1,
      { ...config, task: { ...DEFAULT_TASK, dimension: 2 } as never },
      {},
    );
    const positions = [0, 1, 2].map(() => Float32Array.from([1, 2, 3, 4]));
    const filled = withSteps(flat, {
      ...steps(1, [[[1, 1]], [[1, 1]], [[1, 1]]]),
      paths: positions,
    });
    expect([...(filled.lines[2]?.paths ?? [])].slice(4, 8)).toEqual([1, 2, 3, 4]);
  });
});

describe('the table', () => {
  test('has loss, area, rank and wins at the step', () => {
    const table = raceTable(record(), 1, [0, 1]);
    expect(table.rows.map((row) => row.at.mean)).toEqual([6, 2, 6]);
    expect(table.rows.map((row) => row.rank)).toEqual([2, 1, 2]);
    expect(table.rows.map((row) => row.wins)).toEqual([0, 1, 0]);
    expect(table.rows.map((row) => row.losses.map((cell) => cell.mean))).toEqual([
      [8, 6],
      [8, 2],
      [8, 6],
    ]);
  });

  test('the area is the mean over steps 1 … t', () => {
    const [sgd, nag, adam] = raceTable(record(), 2, []).rows;
    expect(sgd?.area).toBe((6 + 4) / 2);
    expect(nag?.area).toBe((2 + 4) / 2);
    expect(adam?.area).toBeNaN();
    expect(raceTable(record(), 0, []).rows[0]?.area).toBeNaN();
  });

  test('equals share a rank and a problem; a diverged one has neither', () => {
    const table = raceTable(record(), 2, []);
    expect(table.rows.map((row) => row.rank)).toEqual([1, 1, null]);
    expect(table.rows.map((row) => row.wins)).toEqual([0.5, 0.5, 0]);
    expect(raceTable(record(), 0, []).rows.map((row) => row.wins)).toEqual([1 / 3, 1 / 3, 1 / 3]);
  });

  test('asks for no step that is not computed', () => {
    expect(raceTable(record(), 99, [4]).step).toBe(2);
    expect(raceTable(record(), 99, [4]).rows[0]?.losses[0]?.mean).toBeNaN();
  });

  test('carries what diverged', () => {
    const divergence = {
      step: 2,
      problems: 2,
      kind: 'non-finite',
      message: 'not finite at step 2',
      remedy: 'lower the rate',
    } as const;
    const diverged = withDivergence(record(), { kind: 'race-diverged', optimizer: 2, divergence });
    expect(raceTable(diverged, 2, []).rows[2]?.divergence).toBe(divergence);
  });
});

test('the columns are landmarks, and the end', () => {
  expect(chosenSteps(200)).toEqual([20, 50, 100, 200]);
  expect(chosenSteps(100)).toEqual([10, 20, 50, 100]);
  expect(chosenSteps(5)).toEqual([5]);
});

test('the winner is said in words', () => {
  expect(winnerInWords(raceTable(record(), 1, []))).toBe(
    'At step 1 NAG is ahead: its mean loss is 2, 3 times lower than that of SGD (6). It has the lowest loss on 100 % of the 2 problems.',
  );
  expect(winnerInWords(raceTable(record(), 2, []))).toBe(
    'At step 2 SGD and NAG are level, with a mean loss of 4.',
  );
  expect(winnerInWords({ step: 3, problems: 2, word: 'problems', rows: [] })).toBe('');
  const alone = raceTable(record(), 1, []);
  expect(winnerInWords({ ...alone, rows: alone.rows.slice(1, 2) })).toContain(
    'NAG has a mean loss',
  );
  const dead = alone.rows.map((row) => ({ ...row, rank: null }));
  expect(winnerInWords({ ...alone, rows: dead })).toBe('Every optimizer diverged.');
});

test('numbers have two digits', () => {
  expect([0.1234, 12345, 0, 1e-7, Number.NaN].map(inWords)).toEqual([
    '0.12',
    '12000',
    '0',
    '1.0e-7',
    'diverged',
  ]);
});
