/** From a checkpoint to an optimizer that can be raced, kept and exported. */
import { learnedOptimizerFromPhi } from '../specs/lstmShapes';
import type { LearnedOptimizer, TrainingRecord } from '../specs/optimizer';
import type { Checkpoint, RateSchedule } from '../specs/training';
import { APP_VERSION } from './version';

/** "Adam, rate 0.01, 0.003 from horizon 600". */
function metaOptimizerInWords(schedule: RateSchedule): string {
  const rates = schedule.map(({ horizon, rate }) =>
    horizon === 0 ? `${rate}` : `${rate} from horizon ${horizon}`,
  );
  return `Adam, rate ${rates.join(', ')}`;
}

/**
 * The best weights by validation (the current ones before the first validation), with their training record.
 * Settings that were changed during the run are in the checkpoint's configuration as they were last.
 */
export function trainedOptimizer(
  { config, phi, best, horizonsDone }: Checkpoint,
  now: Date,
): LearnedOptimizer {
  const training: TrainingRecord = {
    task: config.task,
    horizon: config.horizon,
    unroll: config.unroll,
    problems: config.problems,
    epochs: best?.horizon ?? horizonsDone,
    seed: config.seed,
    objective: config.objective,
    metaOptimizer: metaOptimizerInWords(config.metaLearningRate),
    ...(best ? { validationScore: best.score } : {}),
    date: now.toISOString(),
    appVersion: APP_VERSION,
  };
  return learnedOptimizerFromPhi(config.optimizer, best?.phi ?? phi, training);
}
