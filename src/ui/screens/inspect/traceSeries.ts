/** A coordinate's way as the charts want it. */
import { BASELINE_LABELS, type OptimizerSpec } from '../../../specs/optimizer';
import type { CoordinateTrace, TraceSummary } from '../../../specs/trace';
import { type LineStyle, optimizerStyle, type Series } from '../../charts';

/** 0, 1, …, once for each length. */
const counted = new Map<number, Float32Array>();
export function stepNumbers(count: number): Float32Array {
  const kept = counted.get(count);
  if (kept) return kept;
  const made = Float32Array.from({ length: count }, (_, i) => i);
  counted.set(count, made);
  return made;
}

/** What every line of a trace that diverged ends with. */
export const endOf = (summary: TraceSummary | null): Pick<Series, 'endedAt'> =>
  summary?.divergence == null
    ? {}
    : {
        endedAt: {
          x: summary.divergence.step,
          text: `diverged at step ${summary.divergence.step}`,
        },
      };

/** What pictures have to know of the optimizer that is looked at. */
export type LookedAt =
  | Pick<Extract<OptimizerSpec, { kind: 'learned' }>, 'kind' | 'label'>
  | Pick<Extract<OptimizerSpec, { kind: 'baseline' }>, 'kind' | 'label' | 'name'>;

/** Which of the optimizers designed by hand watch: not the one that is looked at. */
export function watching(
  { wouldBe }: Pick<CoordinateTrace, 'wouldBe'>,
  optimizer: LookedAt,
): CoordinateTrace['wouldBe'] {
  const own = optimizer.kind === 'baseline' ? optimizer.name : null;
  return wouldBe.filter(({ name }) => name !== own);
}

/** The updates that were made, and those that others would have proposed on the same way. */
export function historySeries(
  trace: CoordinateTrace,
  optimizer: LookedAt,
  style: LineStyle,
): Series[] {
  const x = stepNumbers(trace.update.length);
  return [
    { id: 'own', label: optimizer.label, style, x, y: trace.update, emphasised: true },
    ...watching(trace, optimizer).map(({ name, updates }) => ({
      id: name,
      label: BASELINE_LABELS[name],
      style: optimizerStyle(name),
      x,
      y: updates,
    })),
  ];
}

/** The same quantity of each selected coordinate. */
export function coordinateSeries(
  traces: readonly (CoordinateTrace | null)[],
  quantity: 'update' | 'gradient' | 'value',
  look: (place: number, coordinate: number) => Pick<Series, 'label' | 'style'>,
): Series[] {
  return traces.flatMap((trace, place): Series[] => {
    if (trace === null) return [];
    const y = trace[quantity];
    return [
      {
        id: `${trace.coordinate}`,
        ...look(place, trace.coordinate),
        x: stepNumbers(y.length),
        y,
        emphasised: place === 0,
      },
    ];
  });
}
