/** A training that is saved in the middle of a horizon, and taken up there, goes on as if it had never stopped. */
import { expect, test } from 'vitest';
import { MetaTrainer, type UnrollReport } from '../../src/metaTraining/metaTrainer';
import { freeRunning, RunControl } from '../../src/runtime/control';
import { readMemory } from '../../src/runtime/memory';
import { type Checkpoint, type TrainConfig, trainConfigSchema } from '../../src/specs/training';
import { forEachBackend } from '../helpers/backends';

function config(changes: object = {}): TrainConfig {
  return trainConfigSchema.parse({
    optimizer: { layers: 1, hiddenUnits: 3 },
    task: { name: 'quadratic', dimension: 3 },
    epochs: 3,
    horizon: 10,
    unroll: 3,
    problems: 2,
    validation: { every: 2, problems: 2 },
    seed: 11,
    ...changes,
  });
}

const RECIPES: Record<string, object> = {
  'the sum of the losses': {},
  'their logarithms': { objective: 'log' },
  surfaces: { task: { name: 'surface', surface: 'rosenbrock' } },
  'one step that counts': { stepWeights: 'final' },
  'random scaling, a convex term and drawn horizons': {
    coordinateScaling: 1,
    convexTerm: { coordinates: 2 },
    horizonSchedule: { shortest: 8, longest: 12 },
  },
  imitation: { imitation: { horizons: 4, optimizer: 'adam', learningRate: 0.01 } },
  'the full meta-gradient': { metaGradient: 'full' },
  'a moving average': { averaging: 0.9 },
  'RNNprop inputs': { optimizer: { layers: 1, hiddenUnits: 3, preprocess: 'rnnprop' } },
};

/** Stops behind the k-th unroll of all, having kept what there is. */
async function upTo(k: number, trainer: MetaTrainer): Promise<Checkpoint> {
  const control = new RunControl();
  let unrolls = 0;
  const { checkpoint } = await trainer.run(control, {
    onUnroll: async () => {
      unrolls++;
      if (unrolls < k) return;
      await trainer.keepMidHorizon();
      control.stop();
    },
  });
  return structuredClone(checkpoint);
}

const timeless = ({ metaLoss, phi, adam, average, best, validation }: Checkpoint) => ({
  metaLoss,
  phi,
  adam,
  average,
  best,
  validation: validation.map(({ seconds: _, ...point }) => point),
});

forEachBackend((backend) => {
  test.each(Object.keys(RECIPES))('%s: bit for bit', async (name) => {
    const chosen = config(RECIPES[name]);
    const whole = await new MetaTrainer(chosen).run(freeRunning);
    // Unrolls of the second horizon: the first, the second and the last.
    for (const k of backend === 'wasm' ? [5, 6, 8] : [6]) {
      const saved = await upTo(k, new MetaTrainer(chosen));
      expect(saved.midHorizon?.phis.length).toBeGreaterThan(0);
      const reports: UnrollReport[] = [];
      const memory = readMemory();
      const { checkpoint } = await new MetaTrainer(chosen, saved).run(freeRunning, {
        onUnroll: (report) => reports.push(report),
      });
      expect(timeless(checkpoint)).toEqual(timeless(whole.checkpoint));
      expect(checkpoint.midHorizon).toBeUndefined();
      expect(readMemory()).toEqual(memory);
      // Nothing of what was done is done again, except forward; where all was done, the next horizon comes.
      const [first] = reports;
      const all = first?.horizon !== saved.horizonsDone;
      expect(first?.fromStep === 0).toBe(all);
      if (!all) expect(first?.before).toHaveLength((first?.fromStep ?? 0) + 1);
    }
  });

  test('saved twice in the same horizon, and taken up from the second', async () => {
    const whole = await new MetaTrainer(config()).run(freeRunning);
    const once = await upTo(2, new MetaTrainer(config()));
    expect(once.midHorizon?.phis).toHaveLength(2);
    const twice = await upTo(1, new MetaTrainer(config(), once));
    expect(twice.midHorizon?.phis).toHaveLength(3);
    const { checkpoint } = await new MetaTrainer(config(), twice).run(freeRunning);
    expect(timeless(checkpoint)).toEqual(timeless(whole.checkpoint));
  });

  test('settings that were changed meanwhile act from the next horizon on', async () => {
    const saved = await upTo(2, new MetaTrainer(config()));
    const trainer = new MetaTrainer(config(), saved);
    trainer.update({ horizon: 4, unroll: 2, problems: 2, metaLearningRate: 0.5 });
    const rates: number[] = [];
    await trainer.run(freeRunning, {
      onUnroll: ({ live }) => rates.push(live.metaLearningRate),
    });
    // Two unrolls of the first horizon were left, of four; the others have two each.
    expect(rates).toEqual([0.01, 0.01, 0.5, 0.5, 0.5, 0.5]);
  });
});

test('what is dropped is trained again from the start of its horizon', async () => {
  const whole = await new MetaTrainer(config()).run(freeRunning);
  const trainer = new MetaTrainer(config(), await upTo(6, new MetaTrainer(config())));
  trainer.dropMidHorizon();
  const { checkpoint } = await trainer.run(freeRunning);
  expect(timeless(checkpoint)).toEqual(timeless(whole.checkpoint));
});
