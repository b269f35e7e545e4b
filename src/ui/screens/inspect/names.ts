import { useCallback } from 'react';
import { useInspect } from '../../../app/hooks';
import { coordinateName } from './coordinateNames';

/** What a coordinate of the present trace is called. */
export function useNameOf(): (coordinate: number) => string {
  const task = useInspect((state) => state.config?.task ?? null);
  return useCallback(
    (coordinate) => (task === null ? `${coordinate}` : coordinateName(task, coordinate)),
    [task],
  );
}
