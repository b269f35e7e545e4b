import { useMemo, useState } from 'react';
import { FIGURE_NAMES } from '../../../app/figures/figuresText';
import { digitsSentence, fileSuffix } from '../../../app/taskText';
import type { HistoryResult } from '../../../specs/dissectionResult';
import { type AxisSpec, CurvesFigure, type Series } from '../../charts';
import { useStyles } from '../../styleOf';
import { Term } from '../../terms/Term';
import { useNarrow } from '../../useMedia';
import { type Scale, ScaleChoice } from '../inspect/ScaleChoice';
import { coordinateSeries, historySeries } from '../inspect/traceSeries';
import { traceOf } from './dissectionSeries';
import { aboutDissection, weightText } from './dissectionWords';
import classes from './figures.module.css';

const HEIGHT = 340;
const PHONE_HEIGHT = 300;
const SMALL_HEIGHT = 200;
const NAME = FIGURE_NAMES['10'];

interface HistoryChartsProps {
  result: HistoryResult | null;
  /** Instead of a picture while there is nothing to draw. */
  empty: string;
  /** The step that was last pointed at. */
  onStep: (step: number) => void;
}

/** Figure 10: the updates beside those of others; below them the gradient and the weight itself. */
export function HistoryCharts({ result, empty, onStep }: HistoryChartsProps) {
  const narrow = useNarrow();
  const [cursor, setCursor] = useState<number | null>(null);
  const [scale, setScale] = useState<Scale>('linear');
  const lines = useLines(result);
  const steps = result?.steps ?? 100;
  const x = useMemo<AxisSpec>(
    () => ({ label: 'step t', scale: 'linear', domain: [0, steps] }),
    [steps],
  );
  const y = useMemo<AxisSpec>(() => ({ label: 'update', scale }), [scale]);
  const point = (step: number | null) => {
    setCursor(step);
    if (step !== null) onStep(step);
  };
  const suffix = result === null ? '' : fileSuffix(result.task);
  const common = {
    x,
    cursor,
    onCursorChange: point,
    empty: result === null ? empty : undefined,
    ...(result === null ? {} : { about: aboutDissection(result) }),
  };
  return (
    <>
      <CurvesFigure
        title={NAME}
        fileName={`figure-10${suffix}`}
        height={narrow ? PHONE_HEIGHT : HEIGHT}
        series={lines.updates}
        y={y}
        options={<ScaleChoice label={`Scale of ${NAME}`} value={scale} onChange={setScale} />}
        description={
          result === null ? undefined : (
            <>
              {digitsSentence(result.task)} What was added to {weightText(result)} at each step, and
              what others <Term id="sameIterates">would have proposed</Term> on the same way.
            </>
          )
        }
        {...common}
      />
      <div className={classes.pair}>
        <CurvesFigure
          title={`${NAME}, gradient`}
          fileName={`figure-10-gradient${suffix}`}
          height={SMALL_HEIGHT}
          series={lines.gradient}
          y={GRADIENT}
          labels="legend"
          {...common}
        />
        <CurvesFigure
          title={`${NAME}, value`}
          fileName={`figure-10-value${suffix}`}
          height={SMALL_HEIGHT}
          series={lines.value}
          y={VALUE}
          labels="legend"
          {...common}
        />
      </div>
    </>
  );
}

const GRADIENT: AxisSpec = { label: 'gradient ∇ₜ', scale: 'linear' };
const VALUE: AxisSpec = { label: 'value θₜ', scale: 'linear' };

interface Lines {
  updates: Series[];
  gradient: Series[];
  value: Series[];
}

function useLines(result: HistoryResult | null): Lines {
  const styleOf = useStyles();
  return useMemo(() => {
    if (result === null) return { updates: [], gradient: [], value: [] };
    const { optimizer, divergedAt: step } = result;
    const trace = traceOf(result);
    const style = styleOf(optimizer.id);
    const end = step === null ? {} : { endedAt: { x: step, text: `diverged at step ${step}` } };
    const one = (quantity: 'gradient' | 'value') =>
      coordinateSeries([trace], quantity, () => ({ label: weightText(result), style }));
    const ended = (series: Series[]) => series.map((line) => ({ ...line, ...end }));
    return {
      updates: ended(historySeries(trace, { kind: 'learned', label: optimizer.label }, style)),
      gradient: ended(one('gradient')),
      value: ended(one('value')),
    };
  }, [result, styleOf]);
}
