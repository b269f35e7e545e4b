/** Links to digits: the keys of --set, and the settings that the task brings along. */
import { describe, expect, test } from 'vitest';
import { formatLink, parseLink } from '../../../src/app/address/addressBar';
import { DEFAULT_LINK_STATE, type LinkState } from '../../../src/app/address/addressProperties';
import { trainingForTask } from '../../../src/app/train/trainSettings';
import { mnistSpecSchema } from '../../../src/specs/task';
import { trainConfigSchema } from '../../../src/specs/training';

/** Digits on both screens, everything of theirs away from its default. */
const DIGITS: LinkState = {
  ...DEFAULT_LINK_STATE,
  compare: {
    ...DEFAULT_LINK_STATE.compare,
    settings: {
      task: mnistSpecSchema.parse({
        name: 'mnist',
        data: 'mnist',
        hiddenUnits: 40,
        hiddenLayers: 2,
        activation: 'relu',
        batch: 64,
        initialScale: 'fan-in',
        side: 14,
      }),
      horizon: 100,
      problems: 12,
      seed: 5,
    },
  },
  train: trainingForTask(
    trainConfigSchema.parse({}),
    mnistSpecSchema.parse({ name: 'mnist', initialScale: 0.05, side: 7 }),
  ),
};

describe('digits in a link', () => {
  test.each(['compare', 'train'] as const)('round trip, on the tab %s', (tab) => {
    const state = { ...DIGITS, page: { ...DIGITS.page, tab } };
    const link = formatLink(state);
    const { state: read, problems } = parseLink(link);
    expect(problems).toEqual([]);
    expect(read).toEqual(state);
  });

  test('have the names of --set, and the settings that become them', () => {
    const { state } = parseLink('?v=1&task=mnist&hiddenUnits=40&seed=2');
    expect(state.compare.settings).toEqual({
      task: { ...mnistSpecSchema.parse({ name: 'mnist' }), hiddenUnits: 40 },
      horizon: 200,
      problems: 8,
      seed: 2,
    });
    expect(state.train).toEqual(DEFAULT_LINK_STATE.train);
    expect(formatLink(state)).toBe('?v=1&task=mnist&hiddenUnits=40&seed=2');
  });

  test('on the Train screen the task brings its recipe, which other keys change', () => {
    const { state } = parseLink('?v=1&tab=train&task=mnist&unroll=10');
    expect(state.train).toMatchObject({
      problems: 1,
      objective: 'log',
      unroll: 10,
      optimizer: { preprocess: 'log-sign' },
      validation: { measure: 'area' },
    });
    expect(formatLink(state)).toBe('?v=1&tab=train&task=mnist&unroll=10');
  });

  test.each([
    ['data', 'drawings'],
    ['hiddenUnits', '0'],
    ['hiddenUnits', '257'],
    ['hiddenLayers', '4'],
    ['activation', 'softmax'],
    ['batch', '2000'],
    ['initialScale', 'fanin'],
    ['initialScale', '2'],
    ['side', '9'],
    ['dimension', '3'],
  ])('%s=%s is not allowed', (key, text) => {
    const { state, problems } = parseLink(`?v=1&task=mnist&${key}=${text}`);
    expect(problems.map((problem) => problem.key)).toEqual([key]);
    expect(state.compare.settings.task).toEqual(mnistSpecSchema.parse({ name: 'mnist' }));
  });

  test.each([
    ['hiddenUnits', '257', 'expected a whole number from 1 to 256'],
    ['activation', 'softmax', 'it must be one of sigmoid, tanh, relu'],
    ['initialScale', 'fanin', 'it is neither a number nor fan-in'],
    ['initialScale', '2', 'expected a number from 0 to 1'],
  ])('%s=%s says what is', (key, text, allowed) => {
    const { problems } = parseLink(`?v=1&task=mnist&${key}=${text}`);
    expect(problems.map(({ message }) => message)).toEqual([
      `"${text}" is not allowed: ${allowed}`,
    ]);
  });
});
