/** A figure on its way through the worker, through restarts of the engine. One at a time. */
import { errorInfo, LabError } from '../../specs/errors';
import type { RunPayload } from '../../worker/client';
import type { RequestMap, RunEvent } from '../../worker/protocol';
import type { Clock } from '../clock';
import type { Engine } from '../engine';

type Kind = 'figure' | 'dissection';
export type Ended<T extends Kind> = RequestMap[T]['response'] | { outcome: 'stopped' };

type OnEvent = (event: RunEvent, seconds: number) => void;

export interface FigureRuns {
  /**
   * Resolves when the figure has been computed or stopped.
   *
   * @param onEvent told how many seconds the newest attempt has taken so far
   * @throws LabError
   */
  run<T extends Kind>(type: T, payload: RunPayload<T>, onEvent: OnEvent): Promise<Ended<T>>;
  /** Tells the worker; what is getting ready still ends by itself. */
  stop(): void;
}

/** A crash of the engine is followed by the same figure again, so many times. */
const ATTEMPTS = 3;

export function createFigureRuns(deps: {
  engine: Pick<Engine, 'ready' | 'request' | 'startRun' | 'recover'>;
  clock: Clock;
  /** Whether the person has said so. */
  stopping: () => boolean;
}): FigureRuns {
  const { engine, clock, stopping } = deps;
  /** The run in the worker; null while there is none to be stopped. */
  let active: { runId: number } | null = null;

  async function once<T extends Kind>(
    type: T,
    payload: RunPayload<T>,
    onEvent: OnEvent,
  ): Promise<Ended<T>> {
    await engine.ready();
    if (stopping()) return { outcome: 'stopped' };
    const from = clock.now();
    const run = engine.startRun(type, payload, (event) =>
      onEvent(event, (clock.now() - from) / 1000),
    );
    active = run;
    try {
      return await run.done;
    } finally {
      active = null;
    }
  }

  return {
    async run(type, payload, onEvent) {
      for (let attempt = 1; ; attempt++) {
        try {
          return await once(type, payload, onEvent);
        } catch (thrown) {
          const error = thrown instanceof LabError ? thrown : new LabError(errorInfo(thrown));
          if (error.code === 'stopped' || stopping()) return { outcome: 'stopped' };
          const lost = error.code === 'worker-crashed' || error.code === 'device-lost';
          if (!lost || attempt === ATTEMPTS) throw error;
          await engine.recover(error);
        }
      }
    },
    stop() {
      if (active) engine.request('stop', { runId: active.runId }).catch(() => undefined);
    },
  };
}
