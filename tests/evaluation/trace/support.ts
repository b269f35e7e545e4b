/** Traces for the tests. */
import type { Trace } from '../../../src/evaluation/trace';
import type { GradientSpec } from '../../../src/specs/optimizer';
import { taskSpecSchema } from '../../../src/specs/task';
import type { TraceConfig } from '../../../src/specs/trace';
import { someOptimizer } from '../../optimizerFile/fixtures';

export const learned: GradientSpec = {
  kind: 'learned',
  id: 'lstm',
  label: 'LSTM',
  optimizer: someOptimizer({ hiddenUnits: 4, preprocess: 'log-sign', outputScale: 0.01 }),
};

export const baseline = (
  name: 'sgd' | 'nag' | 'rmsprop' | 'adam',
  learningRate: number,
): GradientSpec => ({ kind: 'baseline', id: name, label: name, name, learningRate });

/** A quadratic of five coordinates, traced for 20 steps. */
export const configOf = (some: Partial<TraceConfig> = {}): TraceConfig => ({
  task: taskSpecSchema.parse({ name: 'quadratic', dimension: 5 }),
  seed: 4,
  problem: 1,
  steps: 20,
  optimizer: learned,
  rates: { sgd: 0.01, adam: 0.1 },
  ...some,
});

/** A trace of given gradients and updates, row by step. */
export function traceOf(
  gradient: readonly (readonly number[])[],
  update: readonly (readonly number[])[],
  some: Partial<Trace> = {},
): Trace {
  const coordinates = gradient[0]?.length ?? 0;
  const steps = gradient.length;
  return {
    config: configOf({ steps }),
    coordinates,
    kept: Int32Array.from({ length: coordinates }, (_, i) => i),
    groups: [{ name: 'all', start: 0, end: coordinates }],
    start: new Float32Array(coordinates),
    loss: new Float32Array(steps + 1),
    gradient: Float32Array.from(gradient.flat()),
    update: Float32Array.from(update.flat()),
    divergence: null,
    bytes: 0,
    ...some,
  };
}

/** The same trace with its coordinates in another order: coordinate i is what order[i] was. */
export function permuted(trace: Trace, order: readonly number[]): Trace {
  const k = order.length;
  const moved = (matrix: Float32Array) =>
    matrix.map((_, at) => matrix[at - (at % k) + (order[at % k] as number)] as number);
  return {
    ...trace,
    start: moved(trace.start),
    gradient: moved(trace.gradient),
    update: moved(trace.update),
  };
}
