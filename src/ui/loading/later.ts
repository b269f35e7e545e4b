import { useSyncExternalStore } from 'react';
import { afterStart } from './afterStart';

export interface Later<T> {
  /** What was loaded; null until it is there. */
  use(): T | null;
  /** Loads it now, since somebody is about to need it. */
  load(): Promise<T>;
}

/** A part of the page that comes after the start, or as soon as somebody reaches for it. */
export function later<T>(load: () => Promise<T>): Later<T> {
  let loaded: T | null = null;
  let loading: Promise<T> | null = null;
  const listeners = new Set<() => void>();
  const begin = (): Promise<T> => {
    loading ??= load().then(
      (value) => {
        loaded = value;
        for (const listener of listeners) listener();
        return value;
      },
      (thrown: unknown) => {
        // The network was away: who reaches for it again tries again.
        loading = null;
        throw thrown;
      },
    );
    return loading;
  };
  void afterStart.then(begin).catch(() => {});
  const subscribe = (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  return { use: () => useSyncExternalStore(subscribe, () => loaded), load: begin };
}
