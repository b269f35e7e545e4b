/** The small arithmetic and the words of the screens. */
import { describe, expect, test } from 'vitest';
import { lstmConfigSchema } from '../../../src/specs/optimizer';
import { trainConfigSchema } from '../../../src/specs/training';
import { inventory, recordRows, shapeInWords } from '../../../src/ui/screens/library/words';
import { horizonAxisEnd } from '../../../src/ui/screens/train/horizonAxis';
import { objectiveInWords } from '../../../src/ui/screens/train/settings/objectiveWords';
import { smoothed } from '../../../src/ui/screens/train/smoothing';
import { asSentence } from '../../../src/ui/words';

test('a message becomes a sentence', () => {
  expect(asSentence('the loss exploded')).toBe('The loss exploded.');
  expect(asSentence('It ended.')).toBe('It ended.');
});

test('an objective is said by what is otherwise than in the paper, each thing once', () => {
  const said = (settings: object) => objectiveInWords(trainConfigSchema.parse(settings));
  expect(said({})).toBe('as in the paper');
  expect(said({ metaGradient: 'full', stepWeights: 'exponential', clipping: 2 })).toBe(
    'full meta-gradient · the last steps count most, γ 0.95 · clipped at 2',
  );
});

describe('smoothing', () => {
  test('leaves a constant as it is, from the first value on', () => {
    for (const value of smoothed(new Float64Array(50).fill(3))) expect(value).toBeCloseTo(3, 12);
  });

  test('lets what is not finite through, and does not count it', () => {
    const result = smoothed(Float64Array.of(2, Number.NaN, 2));
    expect(result[0]).toBe(2);
    expect(result[1]).toBeNaN();
    expect(result[2]).toBeCloseTo(2, 12);
  });
});

describe('the axis of horizons', () => {
  test.each([
    [0, 500, 20],
    [18, 500, 20],
    [19, 500, 50],
    [100, 500, 200],
    [200, 500, 500],
    [500, 500, 500],
    [1700, 100_000, 2000],
    [3, 5, 5],
  ])('after %i of %i ends at %i', (last, epochs, end) => {
    expect(horizonAxisEnd(last, epochs)).toBe(end);
  });

  test('never ends before the last point', () => {
    for (let last = 0; last <= 3000; last++) {
      expect(horizonAxisEnd(last, 3000)).toBeGreaterThanOrEqual(last);
    }
  });
});

describe('the library', () => {
  test('says what an optimizer is', () => {
    expect(shapeInWords(lstmConfigSchema.parse({}))).toBe(
      'LSTM, 2 layers of 20 units · raw gradient · output × 0.1',
    );
    const bounded = lstmConfigSchema.parse({ layers: 1, preprocess: 'rnnprop', output: 'tanh' });
    expect(shapeInWords(bounded)).toBe(
      'LSTM, 1 layer of 20 units · normalised gradient and its average · output at most 0.1',
    );
  });

  test('shows every field of a training record, the unknown ones too', () => {
    const rows = recordRows({
      mood: 'good',
      epochs: 1200,
      task: { name: 'quadratic', dimension: 10, initialScale: 0.01 },
      metaLearningRate: [
        { horizon: 0, rate: 0.01 },
        { horizon: 600, rate: 0.003 },
      ],
      validation: { every: 20, problems: 512 },
    });
    expect(rows).toEqual([
      { name: 'Task', value: 'Quadratics, 10-d, start σ 0.01' },
      { name: 'Horizons trained', value: '1,200' },
      { name: 'Validation', value: 'every 20, problems 512' },
      { name: 'Meta learning rate', value: '0.01, 0.003 from horizon 600' },
      { name: 'mood', value: 'good' },
    ]);
  });

  test('says by what recipe it was trained', () => {
    const rows = recordRows({
      mixture: [{ name: 'quadratic', dimension: 4, initialScale: 0.01 }],
      horizonSchedule: [
        { horizon: 500, steps: 200 },
        { horizon: 1500, steps: 1000 },
      ],
      imitation: { horizons: 50, optimizer: 'adam', learningRate: 0.03 },
      startedFrom: { name: 'mnist', training: { epochs: 3 } },
      averaging: 0.95,
    });
    expect(rows).toEqual([
      { name: 'Further tasks', value: 'Quadratics, 4-d' },
      {
        name: 'Length of horizons',
        value: '200 steps from horizon 500, 1000 steps from horizon 1500',
      },
      { name: 'Example', value: 'Adam at 0.03, for the first 50 horizons' },
      { name: 'Weights averaged, β', value: '0.95' },
      { name: 'Started from', value: 'mnist' },
    ]);
  });

  test('says for what objective it was trained', () => {
    const rows = recordRows({
      stepWeights: 'exponential',
      stepDecay: 0.95,
      horizonSchedule: { shortest: 20, longest: 200 },
      convexTerm: { coordinates: 20, scaling: 1 },
      imitation: { mode: 'share', share: 0.3, optimizer: 'adam', learningRate: 0.01 },
    });
    expect(rows).toEqual([
      { name: 'Step weights', value: 'rising to the end, γ^(T − t)' },
      { name: 'Step weights, γ', value: '0.95' },
      { name: 'Length of horizons', value: 'drawn log-uniformly, 20 to 200 steps' },
      { name: 'Convex term', value: '20 coordinates, scaled by exp(U(−1, 1))' },
      { name: 'Example', value: 'Adam at 0.01, in 30 % of the horizons' },
    ]);
    const beside = { mode: 'beside', weight: 0.5, optimizer: 'nag', learningRate: 0.1 };
    const example = (more: object) => recordRows({ imitation: { ...beside, ...more } })[0]?.value;
    expect(example({})).toBe('NAG at 0.1, beside the meta-loss, 0.5 times');
    expect(example({ horizons: 90 })).toBe(
      'NAG at 0.1, beside the meta-loss, 0.5 times, falling to 0 over 90 horizons',
    );
    expect(recordRows({ stepWeights: 'final' })[0]?.value).toBe(
      'the last step of the horizon alone',
    );
  });

  test('counts what it has', () => {
    expect(inventory([])).toBe('0 optimizers that came with the Lab, none of your own yet.');
  });
});
