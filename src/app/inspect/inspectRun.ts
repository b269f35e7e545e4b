/**
 * One trace from its beginning to its first answer, through restarts of the engine. Knows nothing of panels; reports
 * what happens to whoever started it.
 */
import { errorInfo, LabError } from '../../specs/errors';
import type { TraceConfig } from '../../specs/trace';
import type { TraceEnd } from '../../worker/protocol';
import type { Engine } from '../engine';

export type InspectEngine = Pick<
  Engine,
  'store' | 'ready' | 'request' | 'startRun' | 'recover' | 'unfollow'
>;

export interface Traced {
  config: TraceConfig;
  end: Extract<TraceEnd, { outcome: 'finished' }>;
  /** The coordinate whose updates are the largest, by their root mean square over the steps. */
  largest: number;
  /** Why the definition computed the LSTM where kernels compute others; null where it did not. */
  byDefinition: string | null;
}

export interface InspectRun {
  /** Null where it was stopped; rejects with a LabError. */
  done: Promise<Traced | null>;
  stop(): void;
}

/** What a run does before there is a configuration: a tuning, which can be stopped. */
export interface Preparation {
  onRun(runId: number): void;
}

/** A crash during a trace is followed by the same trace again, so many times. */
const ATTEMPTS = 3;

export const isLost = (error: Pick<LabError, 'code'>): boolean =>
  error.code === 'worker-crashed' || error.code === 'device-lost';

export function startInspectRun(
  engine: InspectEngine,
  configure: (preparation: Preparation) => Promise<TraceConfig>,
  onProgress: (step: number, steps: number) => void,
): InspectRun {
  let stopped = false;
  /** The run in the worker: a tuning, or the trace. */
  let runId: number | null = null;
  let abandon: (end: null) => void = () => undefined;
  const abandoned = new Promise<null>((resolve) => {
    abandon = resolve;
  });

  /** An order to a run that has just ended, or whose worker has crashed, is answered by its end. */
  const stopRun = (): void => {
    if (runId !== null) engine.request('stop', { runId }).catch(() => undefined);
  };

  async function once(): Promise<Traced | null> {
    const config = await configure({
      onRun(id) {
        runId = id;
        if (stopped) stopRun();
      },
    });
    runId = null;
    await engine.ready();
    if (stopped) return null;
    let byDefinition: string | null = null;
    const run = engine.startRun('trace', { config }, (event) => {
      if (stopped) return;
      if (event.kind === 'trace-progress') onProgress(event.step, event.steps);
      else if (event.kind === 'definition') byDefinition = event.reason;
      else if (event.kind === 'restarted') {
        byDefinition = null;
        onProgress(0, config.steps);
      }
    });
    runId = run.runId;
    onProgress(0, config.steps);
    const end = await run.done.finally(() => {
      runId = null;
    });
    if (end.outcome === 'stopped' || stopped) return null;
    const first = await engine.request('traceMap', {
      traceId: end.traceId,
      config: { quantity: 'update', order: 'magnitude', from: 0, to: 1, rows: 1 },
    });
    return { config, end, largest: first.coordinates[0] ?? 0, byDefinition };
  }

  async function withRecovery(): Promise<Traced | null> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await once();
      } catch (thrown) {
        const error = thrown instanceof LabError ? thrown : new LabError(errorInfo(thrown));
        if (stopped || error.code === 'stopped') return null;
        if (!isLost(error) || attempt === ATTEMPTS) throw error;
        await engine.recover(error);
      }
    }
  }

  return {
    done: Promise.race([withRecovery(), abandoned]),
    stop() {
      if (stopped) return;
      stopped = true;
      stopRun();
      if (runId !== null) engine.unfollow(runId);
      abandon(null);
    },
  };
}
