/**
 * One race from its settings to its last step: rates, then the race, and both again where the engine had to be
 * restarted. Knows nothing of the player; reports what happens to whoever started it.
 */
import { errorInfo, LabError } from '../../specs/errors';
import type { OptimizerSpec } from '../../specs/optimizer';
import type { RaceConfig } from '../../specs/race';
import type { RaceEnd } from '../../worker/protocol';
import type { BaselineRates, Rates } from '../baselineRates';
import type { Engine } from '../engine';
import { emptyRecord, withDivergence, withSteps } from './raceRecord';
import type { RaceRecord, RateInUse } from './raceTypes';

export type RaceEngine = Pick<Engine, 'ready' | 'request' | 'startRun' | 'recover' | 'unfollow'>;

export interface RacePlan {
  base: Omit<RaceConfig, 'optimizers'>;
  /** Baselines whose rates have to be found. */
  tune: Parameters<BaselineRates['find']>[2];
  entrants(rates: Rates): { optimizers: OptimizerSpec[]; rates: Record<string, RateInUse> };
}

export interface RaceRunHandlers {
  onTuning(done: number, total: number): void;
  onRates(rates: Rates): void;
  onRecord(record: RaceRecord): void;
}

export interface RaceRun {
  /** Resolves with how the race ended; rejects with a LabError. */
  done: Promise<RaceEnd>;
  readonly paused: boolean;
  pause(): void;
  resume(): void;
  /** Computes so many steps more, then rests. */
  step(count: number): void;
  /** Ends it; `done` resolves as stopped. */
  stop(): void;
}

/** A crash during a run is followed by the same run again, so many times. */
const ATTEMPTS = 3;
const STOPPED: RaceEnd = { outcome: 'stopped', steps: 0, seconds: 0 };

export function startRaceRun(
  engine: RaceEngine,
  baselines: BaselineRates,
  plan: RacePlan,
  handlers: RaceRunHandlers,
  startPaused: boolean,
): RaceRun {
  let paused = startPaused;
  let stopped = false;
  /** The run in the worker that pause, resume and stop speak to. */
  let active: { runId: number; racing: boolean } | null = null;
  /** Steps asked for before the worker had a race to step. */
  let stepsOwed = 0;
  let abandon: (end: RaceEnd) => void = () => undefined;
  const abandoned = new Promise<RaceEnd>((resolve) => {
    abandon = resolve;
  });

  /** Orders to a run that has just ended, or whose worker has crashed, are answered by its end. */
  const order = (type: 'pause' | 'resume' | 'stop'): void => {
    if (active) engine.request(type, { runId: active.runId }).catch(() => undefined);
  };
  const orderSteps = (runId: number, count: number): void => {
    engine.request('step', { runId, count }).catch(() => undefined);
  };

  async function once(): Promise<RaceEnd> {
    const { task, steps, problems, seed } = plan.base;
    const tuned = await baselines.find(task, steps, plan.tune, seed, {
      onProgress: (done, total) => {
        if (!stopped) handlers.onTuning(done, total);
      },
      onRun: (runId) => {
        active = { runId, racing: false };
        if (stopped) order('stop');
        else if (paused) order('pause');
      },
    });
    active = null;
    if (stopped) return STOPPED;
    handlers.onRates(tuned);
    const { optimizers, rates } = plan.entrants(tuned);
    if (optimizers.length === 0) {
      throw new LabError({
        code: 'bad-input',
        message: 'There is no optimizer to race.',
        remedy: 'Switch at least one on.',
      });
    }
    await engine.ready();
    if (stopped) return STOPPED;
    const config: RaceConfig = { task, steps, problems, seed, optimizers };
    let record: RaceRecord | null = null;
    const { runId, done } = engine.startRun('race', { config, paused, look: true }, (event) => {
      if (!record || stopped) return;
      if (event.kind === 'race-steps') record = withSteps(record, event);
      else if (event.kind === 'race-diverged') record = withDivergence(record, event);
      // Everything comes again from step 0, and may turn out otherwise.
      else if (event.kind === 'examples') record = { ...record, examples: event.examples };
      else if (event.kind === 'definition') record = { ...record, byDefinition: event.reason };
      else if (event.kind === 'restarted') record = emptyRecord(runId, config, rates);
      else return;
      handlers.onRecord(record);
    });
    active = { runId, racing: true };
    record = emptyRecord(runId, config, rates);
    handlers.onRecord(record);
    if (stepsOwed > 0) orderSteps(runId, stepsOwed);
    stepsOwed = 0;
    return done.finally(() => {
      active = null;
    });
  }

  async function withRecovery(): Promise<RaceEnd> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await once();
      } catch (thrown) {
        active = null;
        const error = thrown instanceof LabError ? thrown : new LabError(errorInfo(thrown));
        if (stopped || error.code === 'stopped') return STOPPED;
        const lost = error.code === 'worker-crashed' || error.code === 'device-lost';
        if (!lost || attempt === ATTEMPTS) throw error;
        await engine.recover(error);
      }
    }
  }

  return {
    done: Promise.race([withRecovery(), abandoned]),
    get paused() {
      return paused;
    },
    pause() {
      if (paused) return;
      paused = true;
      order('pause');
    },
    resume() {
      if (!paused) return;
      paused = false;
      order('resume');
    },
    step(count) {
      if (active?.racing) orderSteps(active.runId, count);
      else {
        stepsOwed += count;
        // A tuning that rests would never come to the race whose steps are asked for.
        if (active) engine.request('resume', { runId: active.runId }).catch(() => undefined);
      }
    },
    stop() {
      if (stopped) return;
      stopped = true;
      order('stop');
      if (active) engine.unfollow(active.runId);
      abandon(STOPPED);
    },
  };
}
