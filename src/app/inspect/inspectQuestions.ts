/** What the panels ask of the trace that is shown, given what is selected and how it is looked at. */
import { SWEEP_POINTS, SWEEP_STEPS, spreadSteps } from '../../specs/sweep';
import type { FieldConfig, MapConfig, TraceSummary } from '../../specs/trace';
import { usableSteps } from './inspectSelection';
import type { InspectView } from './inspectTypes';

/** As many rows as a picture of a usual height has lines to draw them on. */
const MAP_ROWS = 256;

export function mapQuestion(
  { kept }: Pick<TraceSummary, 'kept'>,
  { quantity, order, from, to }: InspectView['map'],
): MapConfig {
  const first = Math.min(kept.length - 1, Math.floor(from * kept.length));
  const end = Math.min(kept.length, Math.max(first + 1, Math.ceil(to * kept.length)));
  return { quantity, order, from: first, to: end, rows: MAP_ROWS };
}

/** Steps spread evenly over those that mean something, the first and the last among them, and the selected one, if any. */
export function fieldSteps(summary: TraceSummary, selected: number | null): number[] {
  const steps = usableSteps(summary);
  const own = selected === null ? [] : [Math.min(selected, steps - 1)];
  return [...new Set([...spreadSteps(steps, SWEEP_STEPS), ...own])].sort((a, b) => a - b);
}

export function fieldQuestion(
  summary: TraceSummary,
  { step, ...rest }: Pick<FieldConfig, 'coordinate' | 'scale' | 'limit'> & { step: number | null },
): FieldConfig {
  return { ...rest, steps: fieldSteps(summary, step), points: SWEEP_POINTS };
}
