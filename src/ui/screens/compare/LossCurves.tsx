import { useMemo } from 'react';
import { lab, useRace } from '../../../app/hooks';
import type { RaceView } from '../../../app/race/raceTypes';
import { digitsSentence, fileSuffix, problemsWord } from '../../../app/taskText';
import { CurvesFigure, useThrottledValue } from '../../charts';
import controls from '../../controls/controls.module.css';
import { lossLabel } from '../../controls/tasks';
import { useStyles } from '../../styleOf';
import { Term } from '../../terms/Term';
import type { Pointing } from './pointing';
import { beyondTraining, raceSeries } from './series';
import { RACE_FIGURE_HEIGHT } from './sizes';

export function LossCurves({ pointedAt, pointAt }: Pointing) {
  // The worker may report far more often than a chart is worth drawing.
  const record = useThrottledValue(
    useRace((state) => state.record),
    8,
  );
  const styleOf = useStyles();
  const view = useRace((state) => state.view);
  const task = useRace((state) => state.settings.task);
  const steps = useRace((state) => state.record?.config.steps ?? state.settings.horizon);
  const following = useRace((state) => state.player.following);
  const cursor = useRace((state) => state.player.cursor);

  const series = useMemo(() => (record ? raceSeries(record, styleOf) : []), [record, styleOf]);
  const shade = useMemo(() => beyondTraining(record), [record]);
  const domain = useMemo(() => [view.logX ? 1 : 0, steps] as const, [view.logX, steps]);
  const x = useMemo(
    () => ({ label: 'step t', scale: view.logX ? ('log' as const) : ('linear' as const), domain }),
    [view.logX, domain],
  );
  const y = useMemo(
    () => ({
      label: lossLabel(record?.config.task ?? task),
      scale: view.logY ? ('log' as const) : ('linear' as const),
    }),
    [record?.config.task, task, view.logY],
  );

  return (
    <CurvesFigure
      title="Loss curves"
      fileName={`loss-curves${fileSuffix(record?.config.task ?? task)}`}
      about={digitsSentence(record?.config.task ?? task)}
      height={RACE_FIGURE_HEIGHT}
      series={series}
      x={x}
      y={y}
      bands={view.bands}
      cursor={pointedAt}
      onCursorChange={pointAt}
      options={<ViewOptions view={view} />}
      description={
        <>
          Median loss of each optimizer over the {problemsWord(record?.config.task ?? task)}, with
          its{' '}
          <Term id="quantileBand" then=".">
            quantile band
          </Term>{' '}
          {digitsSentence(record?.config.task ?? task)}
        </>
      }
      empty={record ? undefined : 'The curves will be drawn here as the steps are computed.'}
      {...(shade ? { shade } : {})}
      {...(following ? {} : { reveal: cursor })}
    />
  );
}

const OPTIONS: [keyof RaceView, string][] = [
  ['logY', 'log y'],
  ['logX', 'log x'],
  ['bands', 'bands'],
];

function ViewOptions({ view }: { view: RaceView }) {
  return (
    <span className={controls.checks}>
      {OPTIONS.map(([key, label]) => (
        <label key={key} className={controls.check}>
          <input
            type="checkbox"
            checked={view[key]}
            onChange={(event) =>
              lab.race.getState().updateView({ [key]: event.currentTarget.checked })
            }
          />
          {label}
        </label>
      ))}
    </span>
  );
}
