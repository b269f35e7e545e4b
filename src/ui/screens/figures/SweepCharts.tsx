import { useCallback, useMemo } from 'react';
import { FIGURE_NAMES } from '../../../app/figures/figuresText';
import { digitsSentence, fileSuffix } from '../../../app/taskText';
import type { SweepResult } from '../../../specs/dissectionResult';
import { SWEEP_STEPS } from '../../../specs/sweep';
import type { AxisSpec, CurvesPanel } from '../../charts';
import { CurveMultiplesFigure, multiplesTable } from '../../charts/onDemand';
import { useStyles } from '../../styleOf';
import { Term } from '../../terms/Term';
import { useNarrow } from '../../useMedia';
import { actualPoint, sweepSeries, updateDomain } from '../inspect/fieldSeries';
import { fieldOf } from './dissectionSeries';
import { aboutDissection, weightText } from './dissectionWords';

/** On a phone every fourth of them. */
const SPARSE = 4;
const NOTHING: readonly CurvesPanel[] = [];

interface SweepChartsProps {
  result: SweepResult | null;
  /** Instead of pictures while there is nothing to draw. */
  empty: string;
  /** The step that is selected, and how it is changed. */
  step: number;
  onStep: (step: number) => void;
}

/** Figure 11: the proposed update against the gradient, small, at many steps. */
export function SweepCharts({ result, empty, step, onStep }: SweepChartsProps) {
  const styleOf = useStyles();
  const narrow = useNarrow();
  const field = useMemo(() => (result === null ? null : fieldOf(result)), [result]);
  const all = useMemo<readonly CurvesPanel[]>(() => {
    if (result === null || field === null) return NOTHING;
    const { label, id } = result.optimizer;
    const style = styleOf(id);
    return result.sweptSteps.map((swept, i) => ({
      id: `${swept}`,
      title: `step ${swept}`,
      series: sweepSeries(field, i, { kind: 'learned', label }, style),
      marks: actualPoint(field, i, style, 'as it was'),
    }));
  }, [result, field, styleOf]);
  const panels = useMemo(
    () => (narrow ? all.filter((_, i) => i % SPARSE === SPARSE - 1) : all),
    [all, narrow],
  );
  const { limit = 1 } = result ?? {};
  const x = useMemo<AxisSpec>(
    () => ({ label: 'gradient', scale: 'linear', domain: [-limit, limit] }),
    [limit],
  );
  const y = useMemo<AxisSpec>(
    () => ({
      label: 'proposed update',
      scale: 'linear',
      domain: field === null ? [-1, 1] : updateDomain(field),
    }),
    [field],
  );
  // All steps, also where the pictures are fewer.
  const table = useCallback(() => multiplesTable(all, 'step', 'gradient'), [all]);
  return (
    <CurveMultiplesFigure
      title={FIGURE_NAMES['11']}
      fileName={`figure-11${result === null ? '' : fileSuffix(result.task)}`}
      {...(result === null ? {} : { about: aboutDissection(result) })}
      panels={panels}
      x={x}
      y={y}
      xName="gradient"
      panelName="step"
      table={table}
      choice="Step of Figure 11"
      expected={narrow ? SWEEP_STEPS / SPARSE : SWEEP_STEPS}
      selected={`${step}`}
      onSelect={(id) => onStep(Number(id))}
      description={
        result === null ? undefined : (
          <>
            {digitsSentence(result.task)} For {weightText(result)}: the update that each gradient{' '}
            <Term id="proposedUpdate">would have brought</Term>. The dots are what happened. SGD
            leaves a picture where it is steeper.
          </>
        )
      }
      empty={result === null ? empty : undefined}
    />
  );
}
