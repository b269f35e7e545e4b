/** Tasks as choices of a select, and the axes of their losses. */
import { SURFACE_LABELS, taskLabel } from '../../app/taskText';
import {
  DEFAULT_TASK,
  type DigitSource,
  mnistSpecSchema,
  quadraticSpecSchema,
  SURFACE_NAMES,
  type SurfaceName,
  surfaceSpecSchema,
  type TaskSpec,
} from '../../specs/task';
import type { Choice } from './SelectField';

export type TaskChoice = 'quadratic' | 'mnist' | SurfaceName;

/** The choices; the label of the quadratics carries the dimension in use. */
export function taskChoices(task: TaskSpec): Choice<TaskChoice>[] {
  const quadratics = task.name === 'quadratic' ? task : DEFAULT_TASK;
  return [
    { value: 'quadratic', label: taskLabel(quadratics) },
    { value: 'mnist', label: 'MNIST digits' },
    ...SURFACE_NAMES.map((name) => ({
      value: name,
      label: SURFACE_LABELS[name],
      group: 'Surfaces of two dimensions',
    })),
  ];
}

export const choiceOf = (task: TaskSpec): TaskChoice =>
  task.name === 'surface' ? task.surface : task.name;

/**
 * The task of a choice, with its default settings.
 *
 * @param digits those of a task that needs some
 */
export function taskOf(choice: TaskChoice, digits: DigitSource): TaskSpec {
  if (choice === 'mnist') return mnistSpecSchema.parse({ name: 'mnist', data: digits });
  return choice === 'quadratic'
    ? quadraticSpecSchema.parse({ name: 'quadratic' })
    : surfaceSpecSchema.parse({ name: 'surface', surface: choice });
}

/** What the y axis of a loss means for this task. */
export function lossLabel(task: TaskSpec): string {
  switch (task.name) {
    case 'quadratic':
      return 'loss f(θ) = ‖Wθ − y‖², summed';
    case 'mnist':
      return `cross-entropy on the step’s ${task.batch} digits`;
    case 'surface':
      return 'loss f(θ)';
  }
}
