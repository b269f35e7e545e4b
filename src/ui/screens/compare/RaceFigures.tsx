import { lazy, Suspense, useState } from 'react';
import { useRace } from '../../../app/hooks';
import screen from '../screens.module.css';
import { LossCurves } from './LossCurves';
import { RACE_FIGURE_HEIGHT } from './sizes';

// The landing race is on quadratics: nobody waits for what it does not show.
const SurfaceMapFigure = lazy(() => import('./SurfaceMapFigure'));
const TestAccuracy = lazy(() => import('./TestAccuracy'));
const NetworkPictures = lazy(() => import('./NetworkPictures'));

const PICTURES_HEIGHT = 320;

/** The pictures of a race. The step that a person points at in one is marked in the others. */
export function RaceFigures() {
  const task = useRace((state) => state.settings.task);
  const [pointedAt, pointAt] = useState<number | null>(null);
  const onSurface = task.name === 'surface';
  return (
    <>
      <div className={screen.figures} data-two={task.name !== 'quadratic'}>
        <LossCurves pointedAt={pointedAt} pointAt={pointAt} />
        <Suspense fallback={<div style={{ height: RACE_FIGURE_HEIGHT }} />}>
          {onSurface && <SurfaceMapFigure pointedAt={pointedAt} pointAt={pointAt} />}
          {task.name === 'mnist' && (
            <TestAccuracy task={task} pointedAt={pointedAt} pointAt={pointAt} />
          )}
        </Suspense>
      </div>
      {task.name === 'mnist' && (
        <Suspense fallback={<div style={{ height: PICTURES_HEIGHT }} />}>
          <NetworkPictures task={task} pointedAt={pointedAt} />
        </Suspense>
      )}
    </>
  );
}
