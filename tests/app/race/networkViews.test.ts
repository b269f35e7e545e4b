/** What a recorded race of networks keeps of what was seen, and finds again. */
import { describe, expect, test } from 'vitest';
import { withDigitsAtHand } from '../../../src/app/data/taskDigits';
import { newestUpTo, usualPair } from '../../../src/app/race/networkViews';
import { emptyRecord, withDivergence, withSteps } from '../../../src/app/race/raceRecord';
import { raceForTask } from '../../../src/app/race/raceSettings';
import { raceTable, winnerInWords } from '../../../src/app/race/raceTable';
import type { RaceRecord } from '../../../src/app/race/raceTypes';
import { digitsSentence, fileSuffix, taskLabel, taskWord } from '../../../src/app/taskText';
import { type RaceConfig, SUMMARY_COLUMNS } from '../../../src/specs/race';
import { DEFAULT_TASK, mnistSpecSchema } from '../../../src/specs/task';
import type { RaceSteps } from '../../../src/worker/protocol';
import { smallOptimizer } from '../support/lab';

const DIGITS = mnistSpecSchema.parse({ name: 'mnist' });
const config: RaceConfig = {
  task: DIGITS,
  steps: 4,
  problems: 2,
  seed: 1,
  optimizers: [
    { kind: 'baseline', id: 'sgd', label: 'SGD', name: 'sgd', learningRate: 1 },
    { kind: 'learned', id: 'lstm', label: 'LSTM', optimizer: smallOptimizer() },
    { kind: 'baseline', id: 'adam', label: 'Adam', name: 'adam', learningRate: 0.1 },
  ],
};

/** Two steps of everybody; the mean of optimizer i is `means[i]`. */
function steps(from: number, means: number[], patch: Partial<RaceSteps> = {}): RaceSteps {
  const fill = (width: number) => means.map((mean) => new Float32Array(2 * width).fill(mean));
  const summaries = fill(SUMMARY_COLUMNS.length);
  return { kind: 'race-steps', from, count: 2, problems: 2, losses: fill(2), summaries, ...patch };
}

const view = (optimizer: number, step: number) => ({
  optimizer,
  step,
  units: 1,
  side: 7 as const,
  weights: new Int8Array(49).fill(step),
  scale: 1,
  answers: Uint8Array.of(3),
  sureness: Uint8Array.of(200),
});
const score = (optimizer: number, step: number, accuracy: number[], all = false) => ({
  optimizer,
  step,
  examples: all ? 2000 : 1000,
  all,
  loss: Float32Array.from(accuracy, (a) => 1 - a),
  accuracy: Float32Array.from(accuracy),
});

const raced = (): RaceRecord => {
  const first = withSteps(
    emptyRecord(1, config, {}),
    steps(0, [3, 2, 1], {
      views: [view(0, 0), view(1, 0), view(2, 0), view(1, 1)],
      scores: [score(1, 0, [0.25, 0.5])],
    }),
  );
  return withSteps(
    first,
    steps(2, [2, 1, 0.5], { views: [view(1, 3)], scores: [score(1, 2, [0.5, 0.75], true)] }),
  );
};

describe('what was seen', () => {
  test('is kept by optimizer, in the order of steps, and found for any step', () => {
    const { lines } = raced();
    expect(lines.map((line) => line.views.map((one) => one.step))).toEqual([[0], [0, 1, 3], [0]]);
    const at = (step: number) => newestUpTo(lines[1]?.views ?? [], step)?.step;
    expect([-1, 0, 1, 2, 3, 99].map(at)).toEqual([undefined, 0, 1, 1, 3, 3]);
    expect(newestUpTo([], 5)).toBeNull();
  });

  test('stands in the table, mean over the networks, at or before its step', () => {
    const at = (step: number) => raceTable(raced(), step, []).rows[1]?.score;
    expect(at(1)).toMatchObject({ step: 0, accuracy: 0.375, loss: 0.625, all: false });
    expect(at(3)).toMatchObject({ step: 2, accuracy: 0.625, examples: 2000, all: true });
    expect(raceTable(raced(), 3, []).rows[0]?.score).toBeNull();
  });

  test('does not count beyond a divergence', () => {
    const divergence = {
      step: 2,
      problems: 1,
      kind: 'exploding',
      message: '',
      remedy: '',
    } as const;
    const record = withDivergence(raced(), { kind: 'race-diverged', optimizer: 1, divergence });
    expect(raceTable(record, 3, []).rows[1]?.score).toBeNull();
    expect(raceTable(record, 1, []).rows[1]?.score).toMatchObject({ step: 0 });
  });

  test('of networks is called networks', () => {
    expect(winnerInWords(raceTable(raced(), 3, []))).toContain('of the 2 networks.');
  });
});

describe('who is looked at', () => {
  test('the learned one, and the baseline with the least area', () => {
    expect(usualPair(raced())).toEqual(['lstm', 'adam']);
    const divergence = {
      step: 1,
      problems: 1,
      kind: 'exploding',
      message: '',
      remedy: '',
    } as const;
    const without = withDivergence(raced(), { kind: 'race-diverged', optimizer: 2, divergence });
    expect(usualPair(without)).toEqual(['lstm', 'sgd']);
  });

  test('of several learned ones the best', () => {
    const [sgd, lstm] = config.optimizers;
    if (!sgd || lstm?.kind !== 'learned') throw new Error('no such optimizers');
    const optimizers = [sgd, lstm, { ...lstm, id: 'better' }];
    const record = withSteps(emptyRecord(1, { ...config, optimizers }, {}), steps(0, [1, 3, 2]));
    expect(usualPair(record)).toEqual(['better', 'sgd']);
  });

  test('alone, or nobody', () => {
    const alone = { ...config, optimizers: config.optimizers.slice(2) };
    expect(usualPair(emptyRecord(1, alone, {}))).toEqual(['adam', 'adam']);
    expect(usualPair(emptyRecord(1, { ...config, optimizers: [] }, {}))).toBeNull();
  });
});

describe('the task', () => {
  test('is named with its digits, everywhere', () => {
    expect(taskLabel(DIGITS)).toBe('Synthetic digits, 784-20-10 sigmoid');
    const mine = mnistSpecSchema.parse({
      name: 'mnist',
      data: 'files',
      side: 14,
      hiddenLayers: 2,
      activation: 'relu',
    });
    expect(taskLabel(mine)).toBe('Your own digits, 196-20-20-10 ReLU');
    expect(taskLabel({ ...DIGITS, data: 'mnist' })).toBe('MNIST, 784-20-10 sigmoid');
    expect(taskWord(DIGITS)).toBe('synthetic digits');
    expect(digitsSentence(DIGITS)).toContain('drawn by the Lab');
    expect(fileSuffix(DIGITS)).toBe('-synthetic-digits');
    expect(digitsSentence(DEFAULT_TASK) + fileSuffix(DEFAULT_TASK)).toBe('');
  });

  test('of another kind brings as many problems and steps as become it; one of the same kind changes nothing', () => {
    const before = { task: DEFAULT_TASK, horizon: 50, problems: 9, seed: 3 };
    const digits = raceForTask(before, DIGITS);
    expect(digits).toEqual({ task: DIGITS, horizon: 200, problems: 8, seed: 3 });
    const relu = { ...DIGITS, activation: 'relu' as const };
    expect(raceForTask({ ...digits, problems: 3 }, relu)).toMatchObject({ problems: 3 });
    expect(raceForTask(digits, DEFAULT_TASK)).toMatchObject({ horizon: 200, problems: 64 });
  });

  test('is raced on digits that are here', () => {
    const mnist = mnistSpecSchema.parse({ name: 'mnist', data: 'mnist' });
    const places = { synthetic: 'drawn', mnist: null, files: null } as const;
    expect(withDigitsAtHand(mnist, { places })).toMatchObject({ data: 'synthetic' });
    expect(withDigitsAtHand(mnist, { places: { ...places, mnist: 'cache' } })).toBe(mnist);
    expect(withDigitsAtHand(mnist, { places: null })).toBe(mnist);
    expect(withDigitsAtHand(DEFAULT_TASK, { places })).toBe(DEFAULT_TASK);
  });
});
