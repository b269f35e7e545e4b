/** The optimizer that a training run has made, with the record of how. */
import { learnedOptimizerFromPhi } from '../specs/lstmShapes';
import { USUAL_STEP_DECAY } from '../specs/objectives';
import type { LearnedOptimizer } from '../specs/optimizer';
import type { Checkpoint, TrainConfig } from '../specs/training';

/** What a checkpoint does not know about its run. */
export interface TrainingCircumstances {
  /** ISO 8601. */
  date: string;
  appVersion: string;
  /** The backend in words: "WebAssembly". */
  backend?: string;
}

/** The weights that did best on validation; of a run that was never validated, the last ones. */
export function trainedOptimizer(
  checkpoint: Checkpoint,
  { date, appVersion, backend }: TrainingCircumstances,
): LearnedOptimizer {
  const { config, best } = checkpoint;
  const last = checkpoint.average ?? checkpoint.phi;
  return learnedOptimizerFromPhi(config.optimizer, best?.phi ?? last, {
    task: config.task,
    horizon: config.horizon,
    unroll: config.unroll,
    epochs: checkpoint.horizonsDone,
    /** Horizons after which the weights kept had been reached. */
    bestEpoch: best?.horizon ?? checkpoint.horizonsDone,
    problems: config.problems,
    objective: config.objective,
    stepWeights: config.stepWeights,
    metaGradient: config.metaGradient,
    seed: config.seed,
    metaOptimizer: 'adam',
    metaLearningRate: config.metaLearningRate,
    validation: config.validation,
    ...(config.stepWeights === 'exponential'
      ? { stepDecay: config.stepDecay ?? USUAL_STEP_DECAY }
      : {}),
    ...given(config, [
      'mixture',
      'horizonSchedule',
      'coordinateScaling',
      'convexTerm',
      'clipping',
      'imitation',
      'averaging',
      'startedFrom',
    ]),
    ...(Number.isFinite(best?.score) ? { validationScore: best?.score } : {}),
    seconds: Math.round(checkpoint.seconds * 10) / 10,
    date,
    appVersion,
    ...(backend === undefined ? {} : { backend }),
  });
}

/** Settings that most runs do without, where they were used. */
function given(config: TrainConfig, keys: readonly (keyof TrainConfig)[]): Partial<TrainConfig> {
  return Object.fromEntries(
    keys.flatMap((key) => (config[key] === undefined ? [] : [[key, config[key]]])),
  );
}
