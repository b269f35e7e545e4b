/**
 * One training in the worker, from its start (or its checkpoint) to its end, through crashes of the engine.
 * Remembers the newest checkpoint and the live settings, so that a fresh worker goes on where the last one was.
 */
import { wholeCheckpoint } from '../../specs/checkpointNews';
import { errorInfo, LabError } from '../../specs/errors';
import type { RatedBaseline } from '../../specs/optimizer';
import type { Checkpoint, LiveSettings, TrainConfig } from '../../specs/training';
import type { RunEvent, TrainEnd, TrainEvent } from '../../worker/protocol';
import type { Engine } from '../engine';

export type TrainEngine = Pick<Engine, 'ready' | 'request' | 'startRun' | 'recover' | 'unfollow'>;

export interface TrainStart {
  config: TrainConfig;
  checkpoint: Checkpoint | null;
  /** Settings changed during the run so far; null: those of the configuration. */
  live: LiveSettings | null;
  paused: boolean;
  /** Learning rates of the baselines, as far as they are known. */
  rates(): Promise<Partial<Record<RatedBaseline, number>>>;
  /** Stops after so many horizons in all, where the last one comes later. */
  until?: number;
  /** Without the baselines. */
  alone?: boolean;
}

export interface TrainSession {
  /** Rejects with a LabError; resolves with null where it was stopped before the worker had begun. */
  done: Promise<TrainEnd | null>;
  readonly paused: boolean;
  pause(): void;
  resume(): void;
  /** Does so many unrolls, then rests. */
  step(count: number): void;
  stop(): void;
  /** Acts from the next horizon on. */
  update(live: LiveSettings): void;
}

const ATTEMPTS = 3;

const ENGINE_RESTARTS = 'The engine is being restarted; training goes on from its last checkpoint.';
const KERNEL_FAILED =
  'The fast kernel failed; training goes on from its last horizon with stock operations.';

export function startTrainSession(
  engine: TrainEngine,
  start: TrainStart,
  handlers: {
    onEvent(event: TrainEvent): void;
    /** The worker begins anew from this checkpoint: what was shown beyond it will come again. `why`: for the status. */
    onRestart(checkpoint: Checkpoint | null, why: string): void;
  },
): TrainSession {
  let { checkpoint, live, paused } = start;
  let stopped = false;
  let runId: number | null = null;
  let stepsOwed = 0;

  /** Orders to a run that has just ended, or whose worker has crashed, are answered by its end. */
  const order = (type: 'pause' | 'resume' | 'stop'): void => {
    if (runId !== null) engine.request(type, { runId }).catch(() => undefined);
  };

  async function once(): Promise<TrainEnd | null> {
    const rates = await start.rates();
    await engine.ready();
    if (stopped) return null;
    const { config, until, alone } = start;
    const limits = { ...(until === undefined ? {} : { until }), ...(alone ? { alone } : {}) };
    const run = engine.startRun(
      'train',
      { config, ...(checkpoint ? { checkpoint } : {}), paused, rates, ...limits },
      (event: RunEvent) => {
        if (!isTrainEvent(event)) return;
        if (event.kind === 'train-checkpoint') {
          checkpoint = wholeCheckpoint(checkpoint, event);
          handlers.onEvent({ kind: 'train-checkpoint', checkpoint });
        } else if (event.kind === 'restarted') handlers.onRestart(checkpoint, KERNEL_FAILED);
        else handlers.onEvent(event);
      },
    );
    runId = run.runId;
    if (live) engine.request('update', { runId, live }).catch(() => undefined);
    if (stepsOwed > 0) engine.request('step', { runId, count: stepsOwed }).catch(() => undefined);
    stepsOwed = 0;
    return run.done.finally(() => {
      runId = null;
    });
  }

  async function withRecovery(): Promise<TrainEnd | null> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await once();
      } catch (thrown) {
        const error = thrown instanceof LabError ? thrown : new LabError(errorInfo(thrown));
        if (stopped) return null;
        const lost = error.code === 'worker-crashed' || error.code === 'device-lost';
        if (!lost || attempt === ATTEMPTS) throw error;
        handlers.onRestart(checkpoint, ENGINE_RESTARTS);
        await engine.recover(error);
      }
    }
  }

  return {
    done: withRecovery(),
    get paused() {
      return paused;
    },
    pause() {
      paused = true;
      order('pause');
    },
    resume() {
      paused = false;
      order('resume');
    },
    step(count) {
      if (runId === null) stepsOwed += count;
      else engine.request('step', { runId, count }).catch(() => undefined);
    },
    stop() {
      stopped = true;
      order('stop');
    },
    update(settings) {
      live = settings;
      if (runId !== null) engine.request('update', { runId, live }).catch(() => undefined);
    },
  };
}

function isTrainEvent(event: RunEvent): event is TrainEvent {
  const { kind } = event;
  return (
    kind.startsWith('train-') || ['state', 'restarted', 'definition', 'examples'].includes(kind)
  );
}
