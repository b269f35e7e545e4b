import { sampleProblem } from '../../optimizees/registry';
import type { Optimizer } from '../../optimizers/optimizer';
import { makeOptimizer } from '../../optimizers/registry';
import { type Control, freeRunning } from '../../runtime/control';
import { readFloats } from '../../runtime/tf';
import { TRACE_BUDGET_BYTES, type TraceConfig } from '../../specs/trace';
import { checkByDefinition } from '../definitionCheck';
import { type RaceResult, race } from '../race';
import { keptCoordinates, traceBytes } from './budget';
import { traceGroups } from './groups';
import type { Trace } from './trace';
import { TraceRecorder } from './traceRecorder';

/**
 * Has an optimizer minimise one problem and keeps every coordinate's gradients and updates (paper, Appendix B), or those
 * of some coordinates, where all would take more than the budget. The problem is one of a race's, or of a
 * training's horizon; problems are independent of each other, so this is the way that the optimizer takes there.
 *
 * @param onStep how many of the steps are done
 * @param budget how many bytes a trace may take
 * @throws LabError `stopped`; `bad-input` where there is no such problem; `no-data` where the digits have not been loaded
 * @throws KernelFailure where a kernel gave numbers that cannot be right
 */
export async function recordTrace(
  config: TraceConfig,
  control: Control = freeRunning,
  onStep?: (done: number) => void,
  budget = TRACE_BUDGET_BYTES,
): Promise<Trace> {
  const { task, steps, optimizer: spec } = config;
  const { optimizee, theta0 } = problemOf(config);
  const { coordinates } = optimizee;
  const groups = traceGroups(task, optimizee);
  const kept = keptCoordinates(groups, steps, budget);
  const recorder = new TraceRecorder(steps, coordinates, kept);
  let optimizer: Optimizer | null = null;
  try {
    optimizer = makeOptimizer(spec);
    const record = await race(optimizee, [optimizer], {
      steps,
      theta0,
      control,
      record: recorder,
      onSteps: ({ from, count }) => onStep?.(Math.min(steps, from + count)),
      confirm: (_, divergence) =>
        checkByDefinition(divergence, theta0, steps, control, () => {
          const again = problemOf(config);
          again.theta0.dispose();
          return { optimizee: again.optimizee, optimizer: makeOptimizer(spec) };
        }),
    });
    const { losses: loss, divergence } = record.results[0] as RaceResult;
    const all = await readFloats(theta0);
    const start = Float32Array.from(kept, (coordinate) => all[coordinate] as number);
    const { gradient, update } = recorder;
    const bytes = traceBytes(steps, kept.length);
    return { config, coordinates, kept, groups, start, loss, gradient, update, divergence, bytes };
  } finally {
    optimizer?.dispose();
    recorder.dispose();
    theta0.dispose();
    optimizee.dispose();
  }
}

const problemOf = ({ task, seed, horizon, problem }: TraceConfig) =>
  horizon === undefined
    ? sampleProblem(task, problem, seed, 'race')
    : sampleProblem(task, problem, seed, 'training', horizon);
