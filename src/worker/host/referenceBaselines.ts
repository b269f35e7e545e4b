import { type TuneOptions, tuneLearningRates } from '../../evaluation/tuneLearningRate';
import { ValidationSet } from '../../metaTraining/validation';
import { makeBaseline } from '../../optimizers/registry';
import type { Control } from '../../runtime/control';
import { BASELINE_NAMES, type BaselineName } from '../../specs/optimizer';
import type { TunedRate } from '../../specs/race';
import type { TaskSpec } from '../../specs/task';
import type { TrainConfig } from '../../specs/training';
import type { TrainBaselines } from '../protocol';

/** Not more than the validation itself is worth. */
const MOST_TUNING_PROBLEMS = 64;
/** Networks take long, and differ little from each other. */
const TUNING_NETWORKS = 2;
/** One minibatch says little about which rate is best. */
const TUNING_EXAMPLES = 2000;

/** On how many problems rates are tuned, and over how many digits networks are judged. */
function tuningOf(task: TaskSpec, problems: number): Pick<TuneOptions, 'problems' | 'examples'> {
  return task.name === 'mnist'
    ? { problems: TUNING_NETWORKS, examples: TUNING_EXAMPLES }
    : { problems: Math.min(MOST_TUNING_PROBLEMS, problems) };
}

/**
 * The tuned baselines on the very problems that the training validates on.
 *
 * @param known learning rates that need not be tuned
 */
export async function referenceBaselines(
  { task, horizon, seed, validation, ...rest }: TrainConfig,
  known: Partial<Record<BaselineName, number>>,
  control: Control,
): Promise<Pick<TrainBaselines, 'rows' | 'tuned'>> {
  const steps = validation.steps ?? horizon;
  const missing = BASELINE_NAMES.filter((name) => known[name] === undefined);
  const tuned: Partial<Record<BaselineName, TunedRate>> =
    missing.length === 0
      ? {}
      : await tuneLearningRates(
          { task, optimizers: missing, steps, seed, ...tuningOf(task, validation.problems) },
          control,
        );
  const set = new ValidationSet({ task, horizon, seed, validation, ...rest });
  const rows: TrainBaselines['rows'] = [];
  try {
    for (const name of BASELINE_NAMES) {
      const rate = known[name] ?? tuned[name]?.learningRate;
      if (rate === undefined) continue;
      const make = () => makeBaseline(name, rate);
      const optimizer = make();
      const { mean, median, curve } = await set.evaluate(optimizer, control, make);
      optimizer.dispose();
      rows.push({ name, learningRate: rate, mean, median, curve });
    }
    return { rows, tuned };
  } finally {
    set.dispose();
  }
}
