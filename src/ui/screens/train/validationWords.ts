/** What the validation measures, in words. */
import type { TrainConfig } from '../../../specs/training';

type Validated = Pick<TrainConfig, 'task' | 'horizon' | 'validation'>;

/** The y axis of validation losses. */
export function validationLabel({ task, horizon, validation }: Validated): string {
  const steps = validation.steps ?? horizon;
  if (validation.measure === 'area') return `mean loss over the steps 1 to ${steps}`;
  const over = task.name === 'mnist' ? ', over all held-back digits' : '';
  return `mean loss after ${steps} steps${over}`;
}

/** What it is measured on, as a sentence. */
export function validationGround({ task, validation }: Validated): string {
  if (task.name !== 'mnist') return 'On problems that training never sees.';
  const { problems, measure } = validation;
  const networks = problems === 1 ? '1 network' : `${problems} networks`;
  const what = measure === 'area' ? 'The area under the loss curve of' : 'The loss of';
  return `${what} ${networks} and digits that training never sees.`;
}
