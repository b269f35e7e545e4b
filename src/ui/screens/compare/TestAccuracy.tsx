import { useMemo } from 'react';
import { useRace } from '../../../app/hooks';
import { digitsSentence, fileSuffix } from '../../../app/taskText';
import type { MnistSpec } from '../../../specs/task';
import type { NetworkScore } from '../../../specs/views';
import { type AxisSpec, CurvesFigure, useThrottledValue } from '../../charts';
import { useStyles } from '../../styleOf';
import type { Pointing } from './pointing';
import { accuracySeries } from './series';
import { RACE_FIGURE_HEIGHT } from './sizes';

const Y: AxisSpec = { label: 'test digits read rightly, %', scale: 'linear', domain: [0, 100] };

interface TestAccuracyProps extends Pointing {
  task: MnistSpec;
}

/** How many of the test digits networks read rightly on the way, with each optimizer. */
export default function TestAccuracy({ task: chosen, pointedAt, pointAt }: TestAccuracyProps) {
  const record = useThrottledValue(
    useRace((state) => state.record),
    4,
  );
  const styleOf = useStyles();
  const steps = useRace((state) => state.record?.config.steps ?? state.settings.horizon);
  const following = useRace((state) => state.player.following);
  const cursor = useRace((state) => state.player.cursor);
  const series = useMemo(() => (record ? accuracySeries(record, styleOf) : []), [record, styleOf]);
  const x = useMemo<AxisSpec>(
    () => ({ label: 'step t', scale: 'linear', domain: [0, steps] }),
    [steps],
  );
  const task = record?.config.task.name === 'mnist' ? record.config.task : chosen;
  const scores = record?.lines.flatMap((line) => line.scores) ?? [];
  return (
    <CurvesFigure
      title="Test accuracy"
      fileName={`test-accuracy${fileSuffix(task)}`}
      about={digitsSentence(task)}
      height={RACE_FIGURE_HEIGHT}
      series={series}
      x={x}
      y={Y}
      cursor={pointedAt}
      onCursorChange={pointAt}
      description={`Mean over the networks, ${scoredOn(scores)}. ${digitsSentence(task)}`}
      empty={series.length === 0 ? 'How well the networks read digits.' : undefined}
      {...(following ? {} : { reveal: cursor })}
    />
  );
}

/** "on the first 1,000 test digits, at the last step on all 10,000" */
function scoredOn(scores: readonly NetworkScore[]): string {
  const some = scores.find((score) => !score.all)?.examples;
  const all = scores.find((score) => score.all)?.examples;
  const words = (count: number) => count.toLocaleString('en');
  if (some === undefined)
    return all === undefined ? 'on test digits' : `on ${words(all)} test digits`;
  const onTheWay = `on the first ${words(some)} test digits`;
  return all === undefined ? onTheWay : `${onTheWay}, at the last step on all ${words(all)}`;
}
