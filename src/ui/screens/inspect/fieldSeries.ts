/** A sweep of the gradient as the charts want it. */
import { BASELINE_LABELS, type BaselineName } from '../../../specs/optimizer';
import type { UpdateField } from '../../../specs/trace';
import { type LineStyle, type Marker, optimizerStyle, type Series } from '../../charts';
import type { LookedAt } from './traceSeries';

/** Those that the paper's figure has beside the learned one, in this order. */
const BESIDE: readonly BaselineName[] = ['adam', 'sgd'];

/** The place of a step among those swept; of one that was not, the nearest one's. */
export function sweptAt({ config }: Pick<UpdateField, 'config'>, step: number): number {
  let best = 0;
  config.steps.forEach((swept, i) => {
    if (Math.abs(swept - step) < Math.abs((config.steps[best] ?? 0) - step)) best = i;
  });
  return best;
}

/** The proposed updates at the i-th of the steps. */
export function sweepSeries(
  field: UpdateField,
  i: number,
  optimizer: LookedAt,
  style: LineStyle,
): Series[] {
  const { gradients, learned, wouldBe } = field;
  const count = gradients.length;
  const row = (updates: Float32Array) => updates.subarray(i * count, (i + 1) * count);
  const own = optimizer.kind === 'baseline' ? optimizer.name : null;
  const others = BESIDE.flatMap((name) => wouldBe.find((one) => one.name === name) ?? []);
  return [
    { id: 'own', label: optimizer.label, style, x: gradients, y: row(learned), emphasised: true },
    ...others
      .filter(({ name }) => name !== own)
      .map(({ name, updates }) => ({
        id: name,
        label: BASELINE_LABELS[name],
        style: optimizerStyle(name),
        x: gradients,
        y: row(updates),
      })),
  ];
}

/** Where it really was. */
export function actualPoint(
  { actual }: UpdateField,
  i: number,
  style: LineStyle,
  label: string,
): Marker[] {
  const [x, y] = [actual.gradient[i], actual.update[i]];
  if (x === undefined || y === undefined || !Number.isFinite(x) || !Number.isFinite(y)) return [];
  return [{ id: 'actual', x, y, label, style }];
}

/**
 * Ends for the updates that are the same at all steps: as far as the optimizer itself and Adam reach. Gradient descent
 * grows without end and would press all others flat.
 */
export function updateDomain(field: UpdateField): readonly [number, number] {
  const adam = field.wouldBe.filter(({ name }) => name === 'adam');
  const seen = [field.learned, field.actual.update, ...adam.map(({ updates }) => updates)];
  let reach = 0;
  for (const values of seen) {
    for (const value of values) {
      if (Number.isFinite(value)) reach = Math.max(reach, Math.abs(value));
    }
  }
  const end = reach === 0 ? 1 : 1.05 * reach;
  return [-end, end];
}
