/** Results of Figures 10 and 11 as Inspect's pictures are given them. */
import type { HistoryResult, SweepResult } from '../../../specs/dissectionResult';
import type { CoordinateTrace, UpdateField } from '../../../specs/trace';

/** What has no value is NaN to a chart: the line ends there. */
const numbers = (values: readonly (number | null)[]): Float32Array =>
  Float32Array.from(values, (value) => value ?? Number.NaN);

export const traceOf = ({
  coordinate,
  gradient,
  update,
  value,
  wouldBe,
}: HistoryResult): CoordinateTrace => ({
  coordinate,
  gradient: numbers(gradient),
  update: numbers(update),
  value: numbers(value),
  wouldBe: wouldBe.map(({ updates, ...rated }) => ({ ...rated, updates: numbers(updates) })),
  inside: null,
});

export const fieldOf = ({
  coordinate,
  limit,
  sweptSteps,
  gradients,
  proposed,
  wouldBe,
  actual,
}: SweepResult): UpdateField => ({
  config: { coordinate, steps: sweptSteps, scale: 'linear', limit, points: gradients.length },
  gradients: numbers(gradients),
  learned: numbers(proposed.flat()),
  wouldBe: wouldBe.map(({ updates, ...rated }) => ({ ...rated, updates: numbers(updates.flat()) })),
  actual: { gradient: numbers(actual.gradient), update: numbers(actual.update) },
});
