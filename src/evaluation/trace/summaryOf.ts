import { type Control, freeRunning } from '../../runtime/control';
import type { TraceSummary } from '../../specs/trace';
import { effectiveBehaviour } from '../effectiveBehaviour';
import { type Trace, valuesOf } from './trace';

/**
 * What is known of a trace as soon as it is there, in arrays of its own.
 *
 * @throws LabError `stopped`
 */
export async function summaryOf(
  trace: Trace,
  control: Control = freeRunning,
): Promise<TraceSummary> {
  const { config, coordinates, kept, groups, loss, bytes, divergence } = trace;
  const { gradient, update } = trace;
  return {
    steps: config.steps,
    coordinates,
    kept: kept.slice(),
    groups: groups.map((group) => ({ ...group })),
    bytes,
    loss: loss.slice(),
    path: coordinates === 2 && kept.length === 2 ? pathOf(trace) : null,
    divergence,
    behaviour: await effectiveBehaviour(gradient, update, kept.length, control),
  };
}

/** θₜ, t = 0 … T [(T + 1) × 2]. */
function pathOf(trace: Trace): Float32Array {
  const { steps } = trace.config;
  const path = new Float32Array(2 * (steps + 1));
  let t = 0;
  for (const theta of valuesOf(trace, steps)) path.set(theta, 2 * t++);
  return path;
}
