import type { Control } from '../../runtime/control';
import { type SettingRates, TUNING_EXAMPLES } from '../../specs/figures';
import type { RatedBaseline } from '../../specs/optimizer';
import type { TaskSpec } from '../../specs/task';
import { tuneLearningRates } from '../tuneLearningRate';

/**
 * Tunes the optimizers whose rates are not known, for the very task and number of steps of a figure; null where all
 * were known. A baseline that diverges at every rate gets none.
 *
 * @param onPart the share that is done, 0 to 1
 * @throws LabError `stopped`
 */
export async function missingRates(
  what: {
    task: TaskSpec;
    steps: number;
    names: readonly RatedBaseline[];
    known: SettingRates;
    tuning: { problems: number; seed: number };
  },
  control: Control,
  onPart: (part: number) => void,
): Promise<SettingRates | null> {
  const { task, steps, names, known, tuning } = what;
  const optimizers = names.filter((name) => known[name] === undefined);
  if (optimizers.length === 0) return null;
  const found = await tuneLearningRates(
    { task, optimizers, steps, ...tuning, fine: true, examples: TUNING_EXAMPLES },
    control,
    (done, total) => onPart(done / total),
  );
  return Object.fromEntries(Object.entries(found).filter(([, rate]) => Number.isFinite(rate.loss)));
}
