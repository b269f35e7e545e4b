import { useState } from 'react';
import { useRace } from '../../../app/hooks';
import screen from '../screens.module.css';
import { LossCurves } from './LossCurves';
import { NetworkPictures } from './NetworkPictures';
import { SurfaceMapFigure } from './SurfaceMapFigure';
import { TestAccuracy } from './TestAccuracy';

/** The pictures of a race. The step that a person points at in one is marked in the others. */
export function RaceFigures() {
  const task = useRace((state) => state.settings.task);
  const [pointedAt, pointAt] = useState<number | null>(null);
  const onSurface = task.name === 'surface';
  return (
    <>
      <div className={screen.figures} data-two={task.name !== 'quadratic'}>
        <LossCurves pointedAt={pointedAt} pointAt={pointAt} />
        {onSurface && <SurfaceMapFigure pointedAt={pointedAt} pointAt={pointAt} />}
        {task.name === 'mnist' && (
          <TestAccuracy task={task} pointedAt={pointedAt} pointAt={pointAt} />
        )}
      </div>
      {task.name === 'mnist' && <NetworkPictures task={task} pointedAt={pointedAt} />}
    </>
  );
}
