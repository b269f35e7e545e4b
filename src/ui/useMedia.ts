import { useSyncExternalStore } from 'react';

/** Whether a media query holds now, and again whenever that changes. */
export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (onChange) => {
      const list = matchMedia(query);
      list.addEventListener('change', onChange);
      return () => list.removeEventListener('change', onChange);
    },
    () => matchMedia(query).matches,
  );
}

/** A phone, or a window as narrow as one: controls fold into a sheet. */
export const useNarrow = () => useMedia('(max-width: 47.99em)');
export const useReducedMotion = () => useMedia('(prefers-reduced-motion: reduce)');
