/** Tasks with digits that are here. */
import type { TaskSpec } from '../../specs/task';
import { type DataState, preferredDigits } from './dataTypes';

/** The task; where it needs digits that have to be got first, with others that are here. */
export function withDigitsAtHand(task: TaskSpec, data: Pick<DataState, 'places'>): TaskSpec {
  if (task.name !== 'mnist' || data.places === null || data.places[task.data] !== null) return task;
  return { ...task, data: preferredDigits(data) };
}
