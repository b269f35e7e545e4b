import { useMemo } from 'react';
import { useTrain } from '../../../app/hooks';
import { digitsSentence, fileSuffix } from '../../../app/taskText';
import type { StepWeights } from '../../../specs/objectives';
import type { AxisSpec, LineStyle, Series } from '../../charts';
import { CurvesFigure, optimizerStyle, useThrottledValue } from '../../charts';
import { Term } from '../../terms/Term';
import { smoothed } from './smoothing';

const HEIGHT = 190;

/** What became of the weights of steps, so that unrolls of different lengths compare. */
const WEIGHED: Record<StepWeights, string> = {
  uniform: ', divided by its steps.',
  rising: ', divided by the sum of its weights.',
  exponential: ', divided by the sum of its weights.',
  last: ': that of its last step.',
  final: ': that of its last step.',
};

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
  const stepWeights = useTrain((state) => (state.run?.config ?? state.settings).stepWeights);
  // Where the last step counts alone, a horizon has one unroll with a meta-loss.
  const each = stepWeights === 'final' ? 'horizon' : 'unroll';
  const task = useTrain((state) => (state.run?.config ?? state.settings).task);
  const series = useMemo<Series[]>(() => {
    if (!points || points.length === 0) return [];
    const values = Float64Array.from(points, (point) => point.value);
    const x = Float64Array.from(points, (_, i) => i + 1);
    return [
      { id: 'raw', label: `each ${each}`, style: RAW, x, y: values },
      {
        id: 'smooth',
        label: 'smoothed',
        style: optimizerStyle(0),
        x,
        y: smoothed(values),
        emphasised: true,
      },
    ];
  }, [points, each]);
  const x = useMemo<AxisSpec>(() => ({ label: each, scale: 'linear' }), [each]);
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
      x={x}
      y={y}
      xName={each}
      description={
        <>
          The <Term id="metaLoss">meta-loss</Term> of each {each}
          {WEIGHED[stepWeights]}
        </>
      }
      empty={series.length === 0 ? 'What training brings down.' : undefined}
    />
  );
}
