/** Workers of a search's own: an engine for each place, started when the place is first needed. */
import type { BackendChoice } from '../../specs/backend';
import type { WorkerPort } from '../../worker/client';
import type { Clock } from '../clock';
import { createEngine, type Engine } from '../engine';
import { createNotificationStore } from '../notifications';
import type { Workforce } from './searchTypes';

export interface TrialPool {
  engine(place: number): Engine;
  /** Ends all workers; what they do is rejected with `stopped`. */
  dispose(): void;
}

export interface TrialPoolDeps {
  makeWorker: () => WorkerPort;
  /** The page's own backend: trials then give what a training gives there. */
  backend: BackendChoice;
  digitsAt?: (() => string) | undefined;
  clock?: Clock | undefined;
}

export function createTrialPool({ threads }: Workforce, deps: TrialPoolDeps): TrialPool {
  const { makeWorker, backend, digitsAt, clock } = deps;
  const engines = new Map<number, Engine>();
  return {
    engine(place) {
      const there = engines.get(place);
      if (there) return there;
      const made = createEngine({
        makeWorker,
        // A crash is told with its trial.
        notifications: createNotificationStore(),
        threads,
        ...(digitsAt === undefined ? {} : { digitsAt }),
        ...(clock === undefined ? {} : { clock }),
      });
      engines.set(place, made);
      made.start(backend);
      return made;
    },
    dispose() {
      for (const engine of engines.values()) engine.dispose();
      engines.clear();
    },
  };
}
