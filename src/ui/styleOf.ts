import { useMemo } from 'react';
import { useLibrary } from '../app/hooks';
import { BASELINE_NAMES } from '../specs/optimizer';
import { type LineStyle, optimizerStyle } from './charts';

/**
 * The look of every optimizer, the same on all screens: a baseline by its name, a learned one by its place in the
 * library, where the ones that came with the Lab stand first and a new one takes the next free place.
 */
export function useStyles(): (id: string) => LineStyle {
  const entries = useLibrary((state) => state.entries);
  return useMemo(() => {
    const shipped = entries.filter((entry) => entry.origin === 'pretrained');
    const own = entries.filter((entry) => entry.origin !== 'pretrained');
    const byAge = [...own].sort((a, b) => a.createdAt.localeCompare(b.createdAt));
    const order = [...shipped, ...byAge].map((entry) => entry.id);
    return (id) => {
      const baseline = BASELINE_NAMES.find((name) => name === id);
      if (baseline) return optimizerStyle(baseline);
      const place = order.indexOf(id);
      // One that was deleted after its race.
      return optimizerStyle(place === -1 ? order.length : place);
    };
  }, [entries]);
}
