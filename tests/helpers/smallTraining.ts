/** Small trainings, and what they told on the way. */
import { MetaTrainer, type UnrollReport } from '../../src/metaTraining/metaTrainer';
import { freeRunning } from '../../src/runtime/control';
import { type TrainConfig, trainConfigSchema } from '../../src/specs/training';

/** Three-dimensional quadratics, horizons of 10 steps in unrolls of 4, a tiny LSTM. */
export function smallConfig(changes: Record<string, unknown> = {}): TrainConfig {
  return trainConfigSchema.parse({
    optimizer: { layers: 1, hiddenUnits: 4 },
    task: { name: 'quadratic', dimension: 3 },
    epochs: 4,
    horizon: 10,
    unroll: 4,
    problems: 4,
    validation: { every: 2, problems: 8 },
    seed: 11,
    ...changes,
  });
}

export async function train(changes: Record<string, unknown>) {
  const reports: UnrollReport[] = [];
  const trainer = new MetaTrainer(smallConfig(changes));
  const { checkpoint } = await trainer.run(freeRunning, {
    onUnroll: (report) => reports.push(report),
  });
  return { checkpoint, reports };
}
