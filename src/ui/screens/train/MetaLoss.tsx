import { useMemo } from 'react';
import { useTrain } from '../../../app/hooks';
import { digitsSentence, fileSuffix } from '../../../app/taskText';
import type { AxisSpec, LineStyle, Series } from '../../charts';
import { CurvesFigure, optimizerStyle, useThrottledValue } from '../../charts';
import { Term } from '../../terms/Term';
import { smoothed } from './smoothing';

const HEIGHT = 190;
const X: AxisSpec = { label: 'unroll', scale: 'linear' };

/** The single values stand back behind their mean. */
const RAW: LineStyle = {
  light: '#b9b2aa',
  dark: '#5d564f',
  textLight: '#6b645c',
  textDark: '#a59d94',
  width: 1,
};

export function MetaLoss() {
  const points = useThrottledValue(
    useTrain((state) => state.run?.metaLoss),
    4,
  );
  const objective = useTrain((state) => (state.run?.config ?? state.settings).objective);
  const task = useTrain((state) => (state.run?.config ?? state.settings).task);
  const series = useMemo<Series[]>(() => {
    if (!points || points.length === 0) return [];
    const values = Float64Array.from(points, (point) => point.value);
    const x = Float64Array.from(points, (_, i) => i + 1);
    return [
      { id: 'raw', label: 'each unroll', style: RAW, x, y: values },
      {
        id: 'smooth',
        label: 'smoothed',
        style: optimizerStyle(0),
        x,
        y: smoothed(values),
        emphasised: true,
      },
    ];
  }, [points]);
  // The logarithm's sum may be below zero: no log axis for it.
  const y = useMemo<AxisSpec>(
    () => ({ label: 'meta-loss per step', scale: objective === 'log' ? 'linear' : 'log' }),
    [objective],
  );
  return (
    <CurvesFigure
      title="Meta-loss"
      fileName={`meta-loss${fileSuffix(task)}`}
      about={digitsSentence(task)}
      height={HEIGHT}
      series={series}
      x={X}
      y={y}
      xName="unroll"
      description={
        <>
          The <Term id="metaLoss">meta-loss</Term> of each unroll, divided by its steps.
        </>
      }
      empty={series.length === 0 ? 'What training brings down.' : undefined}
    />
  );
}
