/** What the axes of a picture of runs are called, and what they can be. Pure. */
import type { Series } from '../../../charts';
import { validationLabel } from '../../train/validationWords';
import type { Measure, Quantity, RunCurves, XUnit } from './overlay';

export const QUANTITY_WORDS: Readonly<Record<Quantity, string>> = {
  validation: 'Validation',
  'meta-loss': 'Meta-loss',
  race: 'Races',
  'validation race': 'Best validation race',
  search: 'Search',
};

/** What one x is called, and the axis. */
export const UNIT_WORDS: Readonly<Record<XUnit, { one: string; axis: string }>> = {
  horizons: { one: 'horizon', axis: 'horizons trained' },
  unrolls: { one: 'unroll', axis: 'unrolls trained' },
  seconds: { one: 'second', axis: 'seconds of training' },
  steps: { one: 'step', axis: 'step t' },
  trials: { one: 'trial', axis: 'trials' },
};

interface Axes {
  x: string;
  y: string;
  /** False where a value is negative: a log axis has no place for it. */
  canBeLog: boolean;
}

export function axesOf(
  all: readonly RunCurves[],
  series: readonly Series[],
  { quantity, measure, x }: { quantity: Quantity; measure: Measure; x: XUnit },
): Axes {
  const canBeLog = !series.some(({ y }) => y.some((value: number) => value < 0));
  return { x: UNIT_WORDS[x].axis, y: yLabel(all, quantity, measure), canBeLog };
}

function yLabel(all: readonly RunCurves[], quantity: Quantity, measure: Measure): string {
  switch (quantity) {
    case 'validation': {
      const labels = new Set(
        all.flatMap(({ run }) => (run.kind === 'training' ? [validationLabel(run.config)] : [])),
      );
      const [label] = labels;
      // What was measured may differ from run to run: the table beneath says how.
      if (labels.size !== 1 || label === undefined) return `${measure} validation loss`;
      return measure === 'mean' ? label : label.replace(/^mean/, 'median');
    }
    case 'meta-loss':
      return 'meta-loss per step';
    case 'validation race':
      return 'mean loss f(θₜ)';
    case 'race':
      return `${measure} loss f(θₜ)`;
    case 'search':
      return 'loss';
  }
}
