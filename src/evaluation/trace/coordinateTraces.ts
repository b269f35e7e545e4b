import { type Control, freeRunning } from '../../runtime/control';
import type { CoordinateTrace } from '../../specs/trace';
import { insideLstm } from '../insideLstm';
import { wouldBeUpdates } from '../updateHistory';
import { columnsOf, joined } from './columns';
import { placeOf, type Trace, valuesOf } from './trace';

/**
 * Some coordinates' ways, with what happened inside the LSTM, and with what the optimizers that have a rate would have
 * proposed had they followed the same iterates (paper, Appendix B, Figure 10). These are computed now, all coordinates
 * at once: each coordinate is a matter of its own gradients alone.
 *
 * @throws LabError `bad-input` where a coordinate is not there, or was not kept; `stopped`
 */
export async function coordinateTraces(
  trace: Trace,
  coordinates: readonly number[],
  control: Control = freeRunning,
): Promise<CoordinateTrace[]> {
  const { steps, rates, optimizer } = trace.config;
  const places = coordinates.map((coordinate) => placeOf(trace, coordinate));
  if (places.length === 0) return [];
  const width = trace.kept.length;
  const gradients = columnsOf(trace.gradient, width, places);
  const updates = columnsOf(trace.update, width, places);
  const values = valueColumns(trace, places);
  const wouldBe = await wouldBeUpdates(joined(gradients), steps, places.length, rates, control);
  const proposed = wouldBe.map(({ updates: all, ...rated }) => ({
    ...rated,
    columns: columnsOf(all, places.length, [...places.keys()]),
  }));
  const inside =
    optimizer.kind === 'learned' ? await insideLstm(optimizer.optimizer, gradients, control) : [];
  return coordinates.map((coordinate, i) => ({
    coordinate,
    gradient: gradients[i] as Float32Array,
    update: updates[i] as Float32Array,
    value: values[i] as Float32Array,
    wouldBe: proposed.map(({ columns: each, ...rated }) => ({
      ...rated,
      updates: each[i] as Float32Array,
    })),
    inside: inside[i] ?? null,
  }));
}

/** θₜ, t = 0 … T, at each of some places. */
function valueColumns(trace: Trace, places: readonly number[]): Float32Array[] {
  const { steps } = trace.config;
  const found = places.map(() => new Float32Array(steps + 1));
  let t = 0;
  for (const theta of valuesOf(trace, steps)) {
    for (const [i, place] of places.entries()) {
      (found[i] as Float32Array)[t] = theta[place] as number;
    }
    t++;
  }
  return found;
}
