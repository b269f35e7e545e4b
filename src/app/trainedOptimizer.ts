/** From a checkpoint to an optimizer that can be raced, kept and exported. */
import { learnedOptimizerFromPhi } from '../specs/lstmShapes';
import type { LearnedOptimizer, TrainingRecord } from '../specs/optimizer';
import type { Checkpoint, LiveSettings, RateSchedule } from '../specs/training';
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
 * `live`: settings changed during the run, where there were any; the record names the last ones.
 */
export function trainedOptimizer(
  { config, phi, best, horizonsDone }: Checkpoint,
  live: LiveSettings | null,
  now: Date,
): LearnedOptimizer {
  const schedule = live ? [{ horizon: 0, rate: live.metaLearningRate }] : config.metaLearningRate;
  const training: TrainingRecord = {
    task: config.task,
    horizon: live?.horizon ?? config.horizon,
    unroll: live?.unroll ?? config.unroll,
    problems: live?.problems ?? config.problems,
    epochs: best?.horizon ?? horizonsDone,
    seed: config.seed,
    objective: config.objective,
    metaOptimizer: metaOptimizerInWords(schedule),
    ...(best ? { validationScore: best.score } : {}),
    date: now.toISOString(),
    appVersion: APP_VERSION,
  };
  return learnedOptimizerFromPhi(config.optimizer, best?.phi ?? phi, training);
}
