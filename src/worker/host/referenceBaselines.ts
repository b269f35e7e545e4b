import { tuneLearningRates } from '../../evaluation/tuneLearningRate';
import { ValidationSet } from '../../metaTraining/validation';
import { makeBaseline } from '../../optimizers/registry';
import type { Control } from '../../runtime/control';
import { baselineTuning } from '../../specs/baselineTuning';
import { PAPER_BASELINES, type RatedBaseline } from '../../specs/optimizer';
import type { TunedRate } from '../../specs/race';
import type { TrainConfig } from '../../specs/training';
import type { TrainBaselines } from '../protocol';

/**
 * The paper's baselines on the very problems that the training validates on. Rates that are not known are tuned by the
 * settings of everywhere else (`baselineTuning`): they are kept for races on the same task as well.
 *
 * @param known learning rates that need not be tuned
 */
export async function referenceBaselines(
  { task, horizon, seed, validation, ...rest }: TrainConfig,
  known: Partial<Record<RatedBaseline, number>>,
  control: Control,
): Promise<Pick<TrainBaselines, 'rows' | 'tuned'>> {
  const steps = validation.steps ?? horizon;
  const missing = PAPER_BASELINES.filter((name) => known[name] === undefined);
  const tuned: Partial<Record<RatedBaseline, TunedRate>> =
    missing.length === 0
      ? {}
      : await tuneLearningRates(
          { task, optimizers: missing, steps, ...baselineTuning(task, seed) },
          control,
        );
  const set = new ValidationSet({ task, horizon, seed, validation, ...rest });
  const rows: TrainBaselines['rows'] = [];
  try {
    for (const name of PAPER_BASELINES) {
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
