/** The keys of a link that say which task there is, and how it is set: those of `--set` on the command line. */
import type { z } from 'zod';
import {
  ACTIVATIONS,
  DIGIT_SIDES,
  DIGIT_SOURCES,
  type MnistSpec,
  mnistSpecSchema,
  type QuadraticSpec,
  quadraticSpecSchema,
  SURFACE_NAMES,
  type SurfaceSpec,
  surfaceSpecSchema,
  type TaskName,
  type TaskSpec,
} from '../../specs/task';
import { type LinkState, type Property, property, type Scope } from './linkState';
import { fanInOr, type LinkValue, number, oneOf, oneOfNumbers } from './linkValues';

interface Specs {
  quadratic: QuadraticSpec;
  mnist: MnistSpec;
  surface: SurfaceSpec;
}

const DEFAULTS: Specs = {
  quadratic: quadraticSpecSchema.parse({ name: 'quadratic' }),
  mnist: mnistSpecSchema.parse({ name: 'mnist' }),
  surface: surfaceSpecSchema.parse({ name: 'surface' }),
};
const NAMES = Object.keys(DEFAULTS) as TaskName[];

const SCALES: Record<TaskName, z.ZodType<MnistSpec['initialScale'], string>> = {
  quadratic: number(quadraticSpecSchema.shape.initialScale.unwrap()).schema,
  mnist: fanInOr(mnistSpecSchema.shape.initialScale.unwrap()).schema,
  surface: number(surfaceSpecSchema.shape.initialScale.unwrap()).schema,
};

/**
 * The task's keys for one of the screens.
 *
 * @param choose the state with this task; where it is of another kind than the one before, with what becomes it
 */
export function taskProperties(
  scope: Exclude<Scope, 'page'>,
  get: (state: LinkState) => TaskSpec,
  choose: (state: LinkState, task: TaskSpec) => LinkState,
): Property[] {
  /** A setting that only one of the tasks has. */
  function setting<N extends TaskName, K extends keyof Specs[N] & string>(
    name: N,
    key: K,
    value: LinkValue<Specs[N][K]>,
  ): Property {
    // The default stands in for tasks without the setting, of which nobody asks it.
    const specOf = (state: LinkState): Specs[N] => {
      const task = get(state);
      return task.name === name ? (task as Specs[N]) : DEFAULTS[name];
    };
    return property(
      scope,
      key,
      value,
      (state) => specOf(state)[key],
      (state, next) => choose(state, { ...specOf(state), [key]: next } as TaskSpec),
      (state) => get(state).name === name,
    );
  }

  const network = mnistSpecSchema.shape;
  return [
    property(
      scope,
      'task',
      oneOf(NAMES),
      (s) => get(s).name,
      (s, name) => choose(s, DEFAULTS[name]),
    ),
    setting('surface', 'surface', oneOf(SURFACE_NAMES)),
    setting('quadratic', 'dimension', number(quadraticSpecSchema.shape.dimension.unwrap())),
    setting('mnist', 'data', oneOf(DIGIT_SOURCES)),
    setting('mnist', 'hiddenUnits', number(network.hiddenUnits.unwrap())),
    setting('mnist', 'hiddenLayers', number(network.hiddenLayers.unwrap())),
    setting('mnist', 'activation', oneOf(ACTIVATIONS)),
    setting('mnist', 'batch', number(network.batch.unwrap())),
    setting('mnist', 'side', oneOfNumbers(DIGIT_SIDES)),
    {
      key: 'initialScale',
      scope,
      applies: () => true,
      read(state, text) {
        const task = get(state);
        const initialScale = SCALES[task.name].parse(text);
        return choose(state, { ...task, initialScale } as TaskSpec);
      },
      write: (state) => String(get(state).initialScale),
    },
  ];
}
