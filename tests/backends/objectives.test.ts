/** The meta-gradients of what a training may be for, and such trainings, on every backend. */
import { describe, expect, test } from 'vitest';
import { Example } from '../../src/metaTraining/example';
import { MetaTrainer } from '../../src/metaTraining/metaTrainer';
import { unrollWeights } from '../../src/metaTraining/objective';
import { startRollout } from '../../src/metaTraining/rollout';
import { LstmRule } from '../../src/optimizers/lstm/lstmRule';
import { freeRunning } from '../../src/runtime/control';
import { byDefinition } from '../../src/runtime/kernels/choice';
import { readMemory } from '../../src/runtime/memory';
import { RandomStream } from '../../src/runtime/random';
import { readFloats, tf } from '../../src/runtime/tf';
import { trainConfigSchema } from '../../src/specs/training';
import { forEachBackend } from '../helpers/backends';
import { B, convex, LSTM, m, metaGradientInNumbers, n, T } from '../helpers/convexInNumbers';

forEachBackend(() => {
  const close = { measure: 'norm', within: 2e-4 } as const;
  const rule = new LstmRule(LSTM);
  const phi = rule.initialWeights(RandomStream.of(3, 'phi'));
  const start = RandomStream.of(6).normals(B * (n + m), 0.3);

  /** dL/dφ of one unroll of the horizon, by the engine. */
  async function gradientOf(
    weights: readonly number[],
    objective: 'sum' | 'log',
    example: Example | null,
  ): Promise<Float32Array> {
    const both = convex();
    const theta0 = tf.tensor2d(start, [B, n + m]);
    const rollout = startRollout(both, new LstmRule(LSTM), theta0, T, example);
    const tensor = tf.tensor1d(phi);
    const { gradient } = await rollout.unroll(tensor, objective, weights, freeRunning);
    const numbers = await readFloats(gradient);
    rollout.dispose();
    tf.dispose([tensor, gradient]);
    both.dispose();
    return numbers;
  }

  describe.each(['by the definition', 'by the kernels'])('meta-gradients %s', (how) => {
    const run = <T>(work: () => Promise<T>) =>
      how === 'by the definition' ? byDefinition(work) : work();

    test.each([
      ['exponential', 'sum'],
      ['exponential', 'log'],
      ['final', 'sum'],
      ['final', 'log'],
    ] as const)('%s weights, objective %s, with a convex term', async (stepWeights, objective) => {
      const before = readMemory();
      const weights = unrollWeights({ stepWeights, stepDecay: 0.7 }, 0, T, T);
      const actual = await run(() => gradientOf(weights, objective, null));
      const log = objective === 'log';
      const expected = metaGradientInNumbers(phi, start, weights, log, null, 1);
      expect(actual).toBeAllClose(expected, close);
      expect(readMemory()).toEqual(before);
    });

    test('Adam’s example beside the meta-loss', async () => {
      const before = readMemory();
      const [alpha, rate] = [3, 0.2];
      const weights = unrollWeights({ stepWeights: 'rising' }, 0, T, T);
      const imitation = { mode: 'beside', weight: alpha, optimizer: 'adam', learningRate: rate };
      const actual = await run(async () => {
        const role = { leads: false, beside: alpha, evenly: true };
        const example = new Example(imitation as never, B, n + m, role);
        return gradientOf(weights, 'sum', example);
      });
      const expected = metaGradientInNumbers(phi, start, weights, false, alpha, rate);
      const without = metaGradientInNumbers(phi, start, weights, false, null, rate);
      expect(actual).toBeAllClose(expected, close);
      // The example is a good part of it, and not lost beside the losses.
      const distance = Math.hypot(...expected.map((x, i) => x - (without[i] ?? 0)));
      expect(distance).toBeGreaterThan(0.05 * Math.hypot(...without));
      expect(readMemory()).toEqual(before);
    });
  });

  test.each([
    [
      'exponential weights, drawn horizons, a convex term, a share by example',
      {
        stepWeights: 'exponential',
        horizonSchedule: { shortest: 2, longest: 6 },
        convexTerm: { coordinates: 3, scaling: 1 },
        coordinateScaling: 1,
        imitation: { mode: 'share', share: 0.5, optimizer: 'adam', learningRate: 0.1 },
      },
    ],
    ['the last step alone, on quadratics', { stepWeights: 'final' }],
    [
      'the last step alone, on a surface, with a convex term',
      {
        stepWeights: 'final',
        task: { name: 'surface', surface: 'bowl' },
        convexTerm: { coordinates: 2 },
      },
    ],
    [
      'networks with a convex term, the end counting most',
      {
        stepWeights: 'exponential',
        stepDecay: 0.5,
        objective: 'log',
        task: { name: 'mnist', side: 7, hiddenUnits: 2, batch: 8 },
        problems: 1,
        epochs: 1,
        horizon: 3,
        convexTerm: { coordinates: 4 },
        validation: { every: 5, problems: 1, steps: 1 },
      },
    ],
    [
      'an example beside, under the full meta-gradient',
      {
        metaGradient: 'full',
        convexTerm: { coordinates: 3 },
        imitation: {
          mode: 'beside',
          weight: 1,
          horizons: 5,
          optimizer: 'nag',
          learningRate: 0.05,
        },
      },
    ],
  ])('%s: the kernels train as the definition does', async (_, changes) => {
    const before = readMemory();
    const config = trainConfigSchema.parse({
      optimizer: { layers: 1, hiddenUnits: 4 },
      task: { name: 'quadratic', dimension: 3 },
      horizon: 5,
      unroll: 2,
      epochs: 2,
      problems: 4,
      validation: { every: 2, problems: 4 },
      ...changes,
    });
    const run = () => new MetaTrainer(config).run(freeRunning);
    const [kernels, defined] = [await run(), await byDefinition(run)];
    const values = ({ checkpoint }: typeof kernels) => checkpoint.metaLoss.map((p) => p.value);
    expect(values(kernels).length).toBeGreaterThan(0);
    // Adam's first steps make the sign of a meta-gradient of everything that is near 0.
    expect(values(kernels)).toBeAllClose(values(defined), { measure: 'norm', within: 1e-3 });
    expect(kernels.checkpoint.adam.step).toBe(defined.checkpoint.adam.step);
    expect(readMemory()).toEqual(before);
  });
});
