import { useMemo } from 'react';
import { useTrain } from '../../../app/hooks';
import { digitsSentence, fileSuffix } from '../../../app/taskText';
import { isCurriculum } from '../../../specs/objectives';
import type { AxisSpec, Series } from '../../charts';
import { CurvesFigure, optimizerStyle, useThrottledValue } from '../../charts';
import { lossLabel } from '../../controls/tasks';
import { Term } from '../../terms/Term';

const HEIGHT = 190;

/** The loss along the horizon that is being trained, with the places where the graph is cut. */
export function CurrentHorizon() {
  const inner = useThrottledValue(
    useTrain((state) => state.run?.inner),
    4,
  );
  const cuts = useTrain((state) => state.run?.cuts);
  const steps = useThrottledValue(
    useTrain((state) => state.run?.live.horizon ?? state.settings.horizon),
    4,
  );
  const schedule = useTrain((state) => (state.run?.config ?? state.settings).horizonSchedule);
  // The axis stays, where horizons are drawn, and does not jump with each of them.
  const drawn = schedule !== undefined && !isCurriculum(schedule);
  const end = drawn ? schedule.longest : steps;
  const task = useTrain((state) => state.run?.config.task ?? state.settings.task);
  const series = useMemo<Series[]>(() => {
    if (!inner || inner.length === 0) return [];
    return [
      {
        id: 'inner',
        label: 'LSTM',
        style: optimizerStyle(0),
        x: Float32Array.from({ length: inner.length }, (_, t) => t),
        y: inner,
        emphasised: true,
      },
    ];
  }, [inner]);
  const x = useMemo<AxisSpec>(
    () => ({ label: 'step t', scale: 'linear', domain: [0, end] }),
    [end],
  );
  const y = useMemo<AxisSpec>(() => ({ label: lossLabel(task), scale: 'log' }), [task]);
  return (
    <CurvesFigure
      title="Current horizon"
      fileName={`current-horizon${fileSuffix(task)}`}
      about={digitsSentence(task)}
      height={HEIGHT}
      series={series}
      x={x}
      y={y}
      description={
        <>
          ┊ where the graph is{' '}
          <Term id="truncatedBptt" then=":">
            cut
          </Term>{' '}
          one step of φ for each{' '}
          <Term id="unroll" then=".">
            unroll
          </Term>
          {schedule !== undefined && series.length > 0 && ` This horizon has ${steps} steps.`}
        </>
      }
      empty={series.length === 0 ? 'The loss along the horizon being trained.' : undefined}
      {...(cuts ? { cuts } : {})}
    />
  );
}
