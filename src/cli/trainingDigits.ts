/** The digits of a training, whose tasks may be several. */
import type { TrainConfig } from '../specs/training';
import { withDigits } from './digits';

/**
 * The configuration with its digits loaded; all of its tasks have the same.
 *
 * @param folder of the digits, where the person names one
 * @throws as `withDigits`
 */
export async function withTrainingDigits(
  config: TrainConfig,
  folder: string | null,
): Promise<TrainConfig> {
  const task = await withDigits(config.task, folder);
  if (task.name !== 'mnist' || config.mixture === undefined) return { ...config, task };
  const { data } = task;
  const mixture = config.mixture.map((other) =>
    other.name === 'mnist' ? { ...other, data } : other,
  );
  return { ...config, task, mixture };
}
