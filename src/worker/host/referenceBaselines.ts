import { tuneLearningRates } from '../../evaluation/tuneLearningRate';
import { ValidationSet } from '../../metaTraining/validation';
import { makeBaseline } from '../../optimizers/registry';
import type { Control } from '../../runtime/control';
import { BASELINE_NAMES } from '../../specs/optimizer';
import type { TrainConfig } from '../../specs/training';
import type { TrainBaselines } from '../protocol';

/** Not more than the validation itself is worth. */
const MOST_TUNING_PROBLEMS = 64;

/** The tuned baselines on the very problems that the training validates on. */
export async function referenceBaselines(
  config: TrainConfig,
  control: Control,
): Promise<TrainBaselines['rows']> {
  const steps = config.validation.steps ?? config.horizon;
  const rates = await tuneLearningRates(
    {
      task: config.task,
      optimizers: BASELINE_NAMES,
      steps,
      problems: Math.min(MOST_TUNING_PROBLEMS, config.validation.problems),
      seed: config.seed,
    },
    control,
  );
  const set = new ValidationSet(config);
  const rows: TrainBaselines['rows'] = [];
  try {
    for (const name of BASELINE_NAMES) {
      const rate = rates[name]?.learningRate;
      if (rate === undefined) continue;
      const make = () => makeBaseline(name, rate);
      const optimizer = make();
      const { mean, median, curve } = await set.evaluate(optimizer, control, make);
      optimizer.dispose();
      rows.push({ name, learningRate: rate, mean, median, curve });
    }
    return rows;
  } finally {
    set.dispose();
  }
}
