/**
 * The two meta-gradients of the training on the Train screen, compared by runs of their own: the training is not asked
 * and does not wait. Weights are those of its newest checkpoint, or, before there is one, those that it would begin with.
 */
import { createStore } from 'zustand/vanilla';
import { errorInfo } from '../../specs/errors';
import type { TrainConfig } from '../../specs/training';
import type { RunPayload } from '../../worker/client';
import type { RunEvent } from '../../worker/protocol';
import type { Engine } from '../engine';
import { sameData } from '../train/trainSettings';
import type { TrainStore } from '../train/trainTypes';
import type {
  GradientActions,
  GradientState,
  GradientStore,
  GradientWork,
  MeasuredAngle,
} from './gradientTypes';

export interface GradientDeps {
  engine: Pick<Engine, 'ready' | 'request' | 'startRun'>;
  train: TrainStore;
}

/** Horizons between two angles, unless the person chooses another number. */
export const USUAL_EVERY = 25;

interface At {
  config: TrainConfig;
  phi: Float32Array | null;
  horizon: number;
}

export function createGradientStore({ engine, train }: GradientDeps): GradientStore {
  return createStore<GradientState & GradientActions>()((set, get) => {
    let runId: number | null = null;
    /** The training whose angles are kept: they end with it. */
    let about: At | null = null;

    const where = (): At => {
      const { checkpoint, settings } = train.getState();
      if (checkpoint === null) return { config: settings, phi: null, horizon: 0 };
      const { config, phi, horizonsDone } = checkpoint;
      return { config, phi, horizon: horizonsDone };
    };

    const report = (event: RunEvent): void => {
      const { working } = get();
      if (event.kind !== 'gradient-progress' || working === null) return;
      set({ working: { ...working, share: event.done / event.total } });
    };

    /** One run from its start to its end; null where it was stopped, or failed, which is then said. */
    async function run<T extends 'gradientAngle' | 'slopeCheck'>(
      type: T,
      what: GradientWork,
      at: At,
    ) {
      if (get().working !== null) return null;
      set({ working: { what, share: 0, stopping: false }, error: null });
      try {
        await engine.ready();
        const started = engine.startRun(type, at as RunPayload<T>, report);
        runId = started.runId;
        if (get().working?.stopping) actions.stop();
        const end = await started.done;
        return end.outcome === 'finished' ? end : null;
      } catch (thrown) {
        set({ error: errorInfo(thrown) });
        return null;
      } finally {
        runId = null;
        set({ working: null });
      }
    }

    /** Angles of another training, or of weights that this one has left behind, do not stand beside the new one. */
    const kept = (at: At): readonly MeasuredAngle[] => {
      const same = about !== null && sameTraining(about.config, at.config);
      about = at;
      return same ? get().angles.filter(({ horizon }) => horizon < at.horizon) : [];
    };

    async function measure(what: 'angle' | 'following'): Promise<void> {
      const at = where();
      const end = await run('gradientAngle', what, at);
      if (end === null || !('angle' in end)) return;
      const measured = { ...end.angle, horizon: at.horizon, kind: at.config.metaGradient };
      set({ angles: [...kept(at), measured] });
    }

    const actions: GradientActions = {
      measureAngle: () => measure('angle'),
      async checkSlopes() {
        const at = where();
        const end = await run('slopeCheck', 'slopes', at);
        if (end === null || !('check' in end)) return;
        set({ slopes: { ...end.check, horizon: at.horizon, config: at.config } });
      },
      stop() {
        const { working } = get();
        if (working === null) return;
        set({ working: { ...working, stopping: true } });
        // A run that has just ended is answered by its end.
        if (runId !== null) engine.request('stop', { runId }).catch(() => undefined);
      },
      setFollowing(following) {
        set({ following });
        if (following) follow();
        else if (get().working?.what === 'following') actions.stop();
      },
      setEvery: (every) => set({ every }),
    };

    /** The next angle, where it is due. */
    const follow = (): void => {
      const { following, working, every, angles } = get();
      const { status } = train.getState();
      if (!following || working !== null || status !== 'running') return;
      const at = where();
      if (at.phi === null) return;
      const last =
        about !== null && sameTraining(about.config, at.config) ? angles.at(-1) : undefined;
      const begunAnew = last !== undefined && last.horizon > at.horizon;
      if (last === undefined || begunAnew || at.horizon >= last.horizon + every) {
        void measure('following');
      }
    };

    train.subscribe((now, before) => {
      if (now.checkpoint === before.checkpoint) return;
      if (now.checkpoint === null) {
        about = null;
        set({ angles: [], slopes: null });
        return;
      }
      follow();
    });

    return {
      working: null,
      angles: [],
      slopes: null,
      following: false,
      every: USUAL_EVERY,
      error: null,
      ...actions,
    };
  });
}

/** Whether two configurations are of one training, in which live settings may have changed. */
function sameTraining(a: TrainConfig, b: TrainConfig): boolean {
  const fixed = ({
    horizon: _h,
    unroll: _u,
    problems: _p,
    metaLearningRate: _r,
    epochs: _e,
    horizonSchedule: _s,
    ...rest
  }: TrainConfig) => rest;
  return sameData(fixed(a), fixed(b));
}
