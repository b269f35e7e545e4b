/** What a training is for, in the address bar and as text. */
import { describe, expect, test } from 'vitest';
import { formatLink, parseLink } from '../../../src/app/address/addressBar';
import { DEFAULT_LINK_STATE, type LinkState } from '../../../src/app/address/addressProperties';
import { RandomStream } from '../../../src/runtime/random';
import {
  convexTermSchema,
  horizonScheduleSchema,
  imitationSchema,
} from '../../../src/specs/objectives';
import {
  convexTermText,
  horizonScheduleText,
  imitationText,
  tasksText,
} from '../../../src/specs/objectiveTexts';
import { trainConfigSchema } from '../../../src/specs/training';

const training = (settings: Record<string, unknown>): LinkState => ({
  ...DEFAULT_LINK_STATE,
  page: { ...DEFAULT_LINK_STATE.page, tab: 'train' },
  train: trainConfigSchema.parse(settings),
});

const ADAM = { optimizer: 'adam', learningRate: 0.01 };

describe('a round trip', () => {
  test.each([
    ['stepWeights=final', { stepWeights: 'final' }],
    ['stepWeights=exponential', { stepWeights: 'exponential' }],
    ['stepWeights=exponential&stepDecay=0.9', { stepWeights: 'exponential', stepDecay: 0.9 }],
    [
      'horizonSchedule=500:200,1500:500',
      {
        horizonSchedule: [
          { horizon: 500, steps: 200 },
          { horizon: 1500, steps: 500 },
        ],
      },
    ],
    ['horizonSchedule=20-200', { horizonSchedule: { shortest: 20, longest: 200 } }],
    ['coordinateScaling=3', { coordinateScaling: 3 }],
    ['convexTerm=20', { convexTerm: { coordinates: 20 } }],
    ['convexTerm=20:1', { convexTerm: { coordinates: 20, scaling: 1 } }],
    ['imitate=adam:0.01:50', { imitation: { horizons: 50, ...ADAM } }],
    ['imitate=adam:0.01:share=0.3', { imitation: { mode: 'share', share: 0.3, ...ADAM } }],
    ['imitate=adam:0.01:weight=2', { imitation: { mode: 'beside', weight: 2, ...ADAM } }],
    [
      'imitate=adam:0.01:weight=2:90',
      { imitation: { mode: 'beside', weight: 2, horizons: 90, ...ADAM } },
    ],
    ['clipping=10', { clipping: 10 }],
    ['averaging=0.95', { averaging: 0.95 }],
    [
      'also=quadratic,dimension:4%3Bsurface,surface:bowl',
      {
        mixture: [
          { name: 'quadratic', dimension: 4 },
          { name: 'surface', surface: 'bowl' },
        ],
      },
    ],
    [
      'validateEvery=5&validationProblems=16&validationSteps=300&validationMeasure=area&patience=7',
      { validation: { every: 5, problems: 16, steps: 300, measure: 'area', patience: 7 } },
    ],
  ])('%s', (query, settings) => {
    const state = training(settings);
    expect(formatLink(state)).toBe(`?v=1&tab=train&${query}`);
    const { state: read, problems } = parseLink(formatLink(state));
    expect(problems).toEqual([]);
    expect(read).toEqual(state);
  });

  test('of networks, whose validation is of another kind, with further networks on the same digits', () => {
    const link =
      '?v=1&tab=train&task=mnist&data=mnist&also=mnist,activation:relu%3Bmnist,initialScale:fan-in&validationMeasure=final';
    const { state, problems } = parseLink(link);
    expect(problems).toEqual([]);
    expect(state.train.mixture).toMatchObject([
      { data: 'mnist', activation: 'relu' },
      { data: 'mnist', initialScale: 'fan-in' },
    ]);
    expect(formatLink(state)).toBe(link);
  });
});

describe('what is not allowed is named, and its default used', () => {
  test.each([
    ['stepWeights', 'stepWeights=first'],
    ['stepDecay', 'stepDecay=0.9'],
    ['stepDecay', 'stepWeights=exponential&stepDecay=0'],
    ['horizonSchedule', 'horizonSchedule=200'],
    ['horizonSchedule', 'horizonSchedule=9-5'],
    ['horizonSchedule', 'horizonSchedule=5:20,5:30'],
    ['horizonSchedule', 'horizonSchedule='],
    ['coordinateScaling', 'coordinateScaling=0'],
    ['convexTerm', 'convexTerm=0'],
    ['convexTerm', 'convexTerm=5:1:1'],
    ['imitate', 'imitate=adam'],
    ['imitate', 'imitate=lbfgs:0.1:5'],
    ['imitate', 'imitate=adam:0.1:share=2'],
    ['clipping', 'clipping=-1'],
    ['averaging', 'averaging=1'],
    ['also', 'also=bowl'],
    ['also', 'also=quadratic,dimension:0'],
    ['also', 'also=quadratic,data:mnist'],
    ['also', 'also=quadratic,dimension:4,dimension:5'],
    ['validateEvery', 'validateEvery=0'],
    ['validationSteps', 'validationSteps=0.5'],
    ['validationMeasure', 'validationMeasure=best'],
    ['patience', 'patience=-1'],
  ])('%s in %s', (key, query) => {
    const { state, problems } = parseLink(`?v=1&tab=train&${query}`);
    expect(problems.map((problem) => problem.key)).toEqual([key]);
    const expected = query.startsWith('stepWeights=exponential')
      ? training({ stepWeights: 'exponential' })
      : training({});
    expect(state).toEqual(expected);
  });

  test('what is wrong with a form is said by an example', () => {
    const { problems } = parseLink('?v=1&tab=train&imitate=adam');
    expect(problems[0]?.message).toMatch(/it must be NAME:RATE:HORIZONS.*as in adam:0\.03:50/);
  });
});

test('ten thousand mutilated texts: each gives a setting that is allowed, or none', () => {
  const forms = [
    [horizonScheduleText, horizonScheduleSchema, ['500:200,1500:500', '20-200', '1:1']],
    [convexTermText, convexTermSchema, ['20', '20:1', '5:0.25']],
    [imitationText, imitationSchema, ['adam:0.03:50', 'nag:1e-2:share=0.3', 'sgd:0.1:weight=2:9']],
    [
      tasksText,
      trainConfigSchema.shape.mixture.unwrap(),
      ['quadratic,dimension:4;surface,surface:bowl', 'mnist,activation:relu,side:7'],
    ],
  ] as const;
  const rng = RandomStream.of(1, 'mutilated');
  const alphabet = ':;,=-.0123456789eadmshrw \u0000%ü'.split('');
  let accepted = 0;
  for (let i = 0; i < 10_000; i++) {
    const [form, schema, seeds] = forms[rng.int(forms.length)] as (typeof forms)[number];
    const letters = (seeds[rng.int(seeds.length)] as string).split('');
    for (let change = rng.int(4); change >= 0; change--) {
      const at = rng.int(letters.length + 1);
      const letter = alphabet[rng.int(alphabet.length)] as string;
      const kind = rng.int(4);
      if (kind === 0) letters.splice(at, 1);
      else if (kind === 1) letters.splice(at, 0, letter);
      else if (kind === 2) letters[at] = letter;
      else letters.splice(at, 0, ...letters.slice(rng.int(letters.length + 1)));
    }
    const value = form.read(letters.join(''));
    if (value === null) continue;
    const parsed = schema.safeParse(value);
    if (!parsed.success) {
      expect(parsed.error.issues[0]?.message).toMatch(/\w/);
      continue;
    }
    accepted++;
    // What is accepted can be written, and is read as the same.
    const again = form.read(form.write(parsed.data as never));
    expect(schema.parse(again)).toEqual(parsed.data);
  }
  expect(accepted).toBeGreaterThan(500);
});
