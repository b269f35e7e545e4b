/** Tasks as choices of a select, and in words. */
import {
  DEFAULT_TASK,
  mnistSpecSchema,
  quadraticSpecSchema,
  SURFACE_NAMES,
  type SurfaceName,
  surfaceSpecSchema,
  type TaskSpec,
} from '../../specs/task';
import type { Choice } from './SelectField';

export type TaskChoice = 'quadratic' | 'mnist' | SurfaceName;

const SURFACE_LABELS: Record<SurfaceName, string> = {
  rosenbrock: 'Rosenbrock',
  beale: 'Beale',
  himmelblau: 'Himmelblau',
  rastrigin: 'Rastrigin',
  saddle: 'Saddle',
  bowl: 'Ill-conditioned bowl',
};

/** "Quadratics, 10-d". */
export function taskLabel(task: TaskSpec): string {
  switch (task.name) {
    case 'quadratic':
      return `Quadratics, ${task.dimension}-d`;
    case 'mnist':
      return 'Digits, a small network';
    case 'surface':
      return SURFACE_LABELS[task.surface];
  }
}

/** For a name: "LSTM 2 × 20, quadratics". */
export const taskWord = (task: TaskSpec): string => {
  switch (task.name) {
    case 'quadratic':
      return 'quadratics';
    case 'mnist':
      return task.data === 'mnist' ? 'MNIST' : 'digits';
    case 'surface':
      return task.surface;
  }
};

/** The choices; the label of the quadratics carries the dimension in use. */
export function taskChoices(task: TaskSpec): Choice<TaskChoice>[] {
  const quadratics = task.name === 'quadratic' ? task : DEFAULT_TASK;
  return [
    { value: 'quadratic', label: taskLabel(quadratics) },
    ...SURFACE_NAMES.map((name) => ({
      value: name,
      label: SURFACE_LABELS[name],
      group: 'Surfaces of two dimensions',
    })),
  ];
}

export const choiceOf = (task: TaskSpec): TaskChoice =>
  task.name === 'surface' ? task.surface : task.name;

/** The task of a choice, with its default settings. */
export function taskOf(choice: TaskChoice): TaskSpec {
  if (choice === 'mnist') return mnistSpecSchema.parse({ name: 'mnist' });
  return choice === 'quadratic'
    ? quadraticSpecSchema.parse({ name: 'quadratic' })
    : surfaceSpecSchema.parse({ name: 'surface', surface: choice });
}

/** What the y axis of a loss means for this task. */
export function lossLabel(task: TaskSpec): string {
  return task.name === 'quadratic' ? 'loss f(θ) = ‖Wθ − y‖², summed' : 'loss f(θ)';
}
