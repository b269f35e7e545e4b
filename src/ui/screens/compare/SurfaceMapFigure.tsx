import { useMemo } from 'react';
import { useRace } from '../../../app/hooks';
import { taskLabel } from '../../../app/taskText';
import { useThrottledValue } from '../../charts';
import { ContourFigure } from '../../charts/onDemand';
import { useStyles } from '../../styleOf';
import type { Pointing } from './pointing';
import { surfacePaths } from './series';
import { RACE_FIGURE_HEIGHT } from './sizes';

/** The contour map of a two-dimensional surface, with every optimizer's path on the first problem. */
export default function SurfaceMapFigure({ pointedAt, pointAt }: Pointing) {
  const surface = useRace((state) => state.surfaceMap);
  const task = useRace((state) => state.settings.task);
  const record = useThrottledValue(
    useRace((state) => state.record),
    8,
  );
  const styleOf = useStyles();
  const following = useRace((state) => state.player.following);
  const cursor = useRace((state) => state.player.cursor);
  const paths = useMemo(
    () => (record?.config.task.name === 'surface' ? surfacePaths(record, styleOf) : []),
    [record, styleOf],
  );
  return (
    <ContourFigure
      title="Contour map"
      fileName="contour-map"
      height={RACE_FIGURE_HEIGHT}
      surface={surface}
      paths={paths}
      cursor={pointedAt}
      onCursorChange={pointAt}
      description={`${taskLabel(task)}, and the way each optimizer takes over it from the first of the starting points.`}
      {...(following ? {} : { reveal: cursor })}
    />
  );
}
