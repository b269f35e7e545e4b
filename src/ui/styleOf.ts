import { BASELINE_NAMES } from '../specs/optimizer';
import { type LineStyle, optimizerStyle } from './charts';

/** The look of an entrant: a baseline by its name, a learned optimizer by its place among the learned ones. */
export function styleOf(id: string, learnedIds: readonly string[]): LineStyle {
  const baseline = BASELINE_NAMES.find((name) => name === id);
  return optimizerStyle(baseline ?? Math.max(0, learnedIds.indexOf(id)));
}
