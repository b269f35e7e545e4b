import { useState } from 'react';
import { useRace } from '../../../app/hooks';
import screen from '../screens.module.css';
import { LossCurves } from './LossCurves';
import { SurfaceMapFigure } from './SurfaceMapFigure';

/** The pictures of a race. The step that a person points at in one is marked in the other. */
export function RaceFigures() {
  const onSurface = useRace((state) => state.settings.task.name === 'surface');
  const [pointedAt, pointAt] = useState<number | null>(null);
  return (
    <div className={screen.figures} data-two={onSurface}>
      <LossCurves pointedAt={pointedAt} pointAt={pointAt} />
      {onSurface && <SurfaceMapFigure pointedAt={pointedAt} pointAt={pointAt} />}
    </div>
  );
}
