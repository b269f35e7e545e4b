import { useSyncExternalStore } from 'react';

function subscribe(onChange: () => void): () => void {
  const query = matchMedia(`(resolution: ${devicePixelRatio}dppx)`);
  query.addEventListener('change', onChange);
  return () => query.removeEventListener('change', onChange);
}

/** Device pixels for each CSS pixel, as it changes with zoom and screen. */
export function useDevicePixelRatio(): number {
  const ratio = useSyncExternalStore(subscribe, () => devicePixelRatio);
  return Math.max(1, ratio);
}
