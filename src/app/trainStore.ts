/** The Train screen's store: settings, the run, its checkpoint, and what can be done with what was learned. */
import { createStore } from 'zustand/vanilla';
import { trainedOptimizer, writeOptimizerFile } from '../optimizerFile';
import { errorInfo, LabError } from '../specs/errors';
import type { Checkpoint, LiveSettings, TrainConfig } from '../specs/training';
import type { TrainEnd, TrainEvent } from '../worker/protocol';
import { type BaselineRates, knownRates, noteRates } from './baselineRates';
import { type Clock, realClock } from './clock';
import { optimizerFileName } from './downloads';
import type { Engine } from './engine';
import { parsedOrTold } from './invalidSetting';
import type { LibraryStore } from './libraryTypes';
import type { NotificationStore } from './notifications';
import { previewOf } from './previewCurve';
import type { LabStorage } from './storage';
import { createRunKeeper, forgetRun, storedRun } from './trainPersistence';
import { newRun, withTrainEvent } from './trainRun';
import { startTrainSession, type TrainSession, type TrainStart } from './trainSession';
import {
  applyPatch,
  DEFAULT_TRAINING,
  liveSettingsOf,
  needsRestart,
  sameData,
} from './trainSettings';
import { endInWords, horizonOf, trainingText, usualName } from './trainText';
import type { TrainActions, TrainState, TrainStatus, TrainStore } from './trainTypes';
import { APP_VERSION } from './version';

/** Moves of a slider are gathered for so long before the worker hears of them. */
const LIVE_DEBOUNCE_MS = 200;

const RESUMABLE: readonly TrainStatus[] = ['paused', 'stopped', 'restored', 'failed'];

export interface TrainDeps {
  engine: Pick<Engine, 'store' | 'ready' | 'request' | 'startRun' | 'recover' | 'unfollow'>;
  library: LibraryStore;
  storage: LabStorage;
  baselines: BaselineRates;
  notifications: NotificationStore;
  clock?: Clock;
  now?: () => Date;
}

export function createTrainStore(deps: TrainDeps): TrainStore {
  const { engine, library, storage, baselines, notifications } = deps;
  const { clock = realClock, now = () => new Date() } = deps;
  const backend = (): string => engine.store.getState().backend?.label ?? 'the engine is starting';

  return createStore<TrainState & TrainActions>()((set, get) => {
    let session: TrainSession | null = null;
    /** Live settings that differ from the run's configuration, once the person has changed any. */
    let changedLive: LiveSettings | null = null;
    let cancelUpdate: (() => void) | null = null;

    const keeper = createRunKeeper({
      storage,
      notifications,
      clock,
      read: () => {
        const { checkpoint, run } = get();
        if (!checkpoint) return null;
        return { checkpoint, live: changedLive, baselines: run?.baselines ?? [] };
      },
      onCheckpoint: (checkpoint) => set({ checkpoint }),
      onPersisted: (persisted) => set({ persisted }),
    });

    // ---- state that follows from other state

    const setStatus = (status: TrainStatus, text: string): void => {
      set({ status, text });
      refresh();
    };
    const refresh = (): void => {
      const { run, settings, status, checkpoint } = get();
      set({
        restartNeeded: run !== null && needsRestart(run.config, settings),
        canResume:
          RESUMABLE.includes(status) && (status === 'paused' ? session : checkpoint) !== null,
      });
    };

    // ---- the run

    const onEvent = (of: TrainSession, event: TrainEvent): void => {
      if (session !== of) return;
      if (event.kind === 'train-checkpoint') keeper.note(event.checkpoint);
      // The worker sends a checkpoint before it rests: now is the time to keep it.
      if (event.kind === 'state' && event.state === 'paused') void keeper.flush();
      const { run, status } = get();
      if (!run) return;
      if (event.kind === 'train-baselines') void noteRates(baselines, run.config, event.tuned);
      const next = withTrainEvent(run, event);
      const words = event.kind === 'state' && event.state !== 'running' ? event.text : null;
      if (status === 'stopping') set({ run: next });
      else if (of.paused) {
        set({ run: next, status: 'paused', text: `Paused at ${horizonOf(next)}.` });
      } else {
        set({ run: next, status: 'running', text: words ?? trainingText(next, backend()) });
      }
    };

    const ended = (end: TrainEnd | null): void => {
      if (end) keeper.note(end.checkpoint);
      const { run } = get();
      if (run && end?.divergence) set({ run: { ...run, divergence: end.divergence } });
      const [status, text] = endInWords(end, get().checkpoint?.horizonsDone ?? 0);
      setStatus(status, text);
      void keeper.flush();
    };

    /** Runs a session to its end; one that another has replaced ends unnoticed. */
    async function follow(start: Omit<TrainStart, 'rates'>, steps = 0): Promise<void> {
      changedLive = start.live;
      set({ error: null, run: runOf(start, start.checkpoint) });
      setStatus(start.paused ? 'paused' : 'starting', `Starting the training, ${backend()}`);
      const rates = () => knownRates(baselines, start.config);
      const mine = startTrainSession(
        engine,
        { ...start, rates },
        {
          onEvent: (event) => onEvent(mine, event),
          onRestart: (checkpoint, why) => {
            if (session === mine) set({ run: runOf(start, checkpoint), text: why });
          },
        },
      );
      session = mine;
      if (steps > 0) mine.step(steps);
      refresh();
      try {
        const end = await mine.done;
        if (session !== mine) return;
        session = null;
        ended(end);
      } catch (thrown) {
        if (session !== mine) return;
        session = null;
        const error = errorInfo(thrown);
        set({ error });
        setStatus('failed', `Failed: ${error.message}`);
        void keeper.flush();
      }
    }
    const runOf = (
      { config }: Pick<TrainStart, 'config'>,
      checkpoint: Checkpoint | null,
    ): TrainState['run'] =>
      newRun(config, checkpoint, {
        ...(changedLive ? { live: changedLive } : {}),
        baselines: get().run?.baselines ?? [],
      });

    /** Ends a session that goes on, and forgets what it did. */
    const forget = (): void => {
      const former = session;
      session = null;
      former?.stop();
      cancelUpdate?.();
      cancelUpdate = null;
      keeper.forget();
      changedLive = null;
      set({ run: null, checkpoint: null, error: null });
    };

    const begin = (paused: boolean, steps = 0): Promise<void> => {
      forget();
      return follow({ config: get().settings, checkpoint: null, live: null, paused }, steps);
    };

    /** Live settings of the controls, where they differ from those of the run: to be sent with it. */
    const liveFor = (config: TrainConfig, horizon: number): LiveSettings | null => {
      const wanted = liveSettingsOf(get().settings, horizon);
      const inForce = changedLive ?? liveSettingsOf(config, horizon);
      return sameData(wanted, inForce) ? changedLive : wanted;
    };

    const sendLive = (): void => {
      cancelUpdate?.();
      cancelUpdate = clock.setTimeout(() => {
        cancelUpdate = null;
        const { run } = get();
        if (!session || !run) return;
        const live = liveFor(run.config, run.horizon);
        if (!live || live === changedLive) return;
        changedLive = live;
        session.update(live);
      }, LIVE_DEBOUNCE_MS);
    };

    const actions: TrainActions = {
      train: ({ paused = false } = {}) => begin(paused),
      pause() {
        if (!session || session.paused) return;
        session.pause();
        const { run } = get();
        setStatus('paused', run ? `Paused at ${horizonOf(run)}.` : 'Paused.');
        void keeper.flush();
      },
      async resume() {
        const { status, checkpoint } = get();
        if (session && status === 'paused') {
          session.resume();
          return setStatus('running', `Going on, ${backend()}`);
        }
        if (session || !checkpoint || !RESUMABLE.includes(status)) return;
        const { config, horizonsDone } = checkpoint;
        await follow({ config, checkpoint, live: liveFor(config, horizonsDone), paused: false });
      },
      step() {
        const { status, checkpoint } = get();
        if (session) {
          if (!session.paused) actions.pause();
          session.step(1);
        } else if (checkpoint && RESUMABLE.includes(status)) {
          const { config, horizonsDone } = checkpoint;
          void follow({ config, checkpoint, live: liveFor(config, horizonsDone), paused: true }, 1);
        } else void begin(true, 1);
      },
      stop() {
        if (!session) return;
        session.stop();
        setStatus('stopping', 'Stopping.');
      },
      reset() {
        forget();
        set({ persisted: false });
        setStatus('idle', 'Ready to train.');
        void forgetRun(storage);
      },
      updateSettings(patch) {
        const before = get().settings;
        const settings = parsedOrTold(notifications, () => applyPatch(before, patch));
        if (!settings) return;
        set({ settings });
        refresh();
        if (!sameData(liveSettingsOf(before), liveSettingsOf(settings))) sendLive();
      },
      setLive: (patch) => actions.updateSettings(patch),

      currentOptimizer() {
        const { checkpoint } = get();
        if (!checkpoint) return null;
        const backend = engine.store.getState().backend?.label;
        return trainedOptimizer(checkpoint, {
          date: now().toISOString(),
          appVersion: APP_VERSION,
          ...(backend === undefined ? {} : { backend }),
        });
      },
      exportWeights() {
        const { optimizer, name } = learned();
        return { bytes: writeOptimizerFile(optimizer), fileName: optimizerFileName(name) };
      },
      keepInLibrary(name) {
        const { optimizer, name: suggested } = learned();
        const curve = get().run?.bestCurve;
        return library.getState().add({
          name: name.trim() || suggested,
          origin: 'trained',
          optimizer,
          ...previewOf(curve, get().checkpoint?.config.task),
        });
      },
      async resumeFromStorage({ adoptSettings = true } = {}) {
        const stored = await storedRun(storage);
        if (!stored || session || get().run) return false;
        const { checkpoint, live, baselines } = stored;
        const { config, horizonsDone } = checkpoint;
        changedLive = live;
        if (adoptSettings) {
          set({ settings: live ? applyPatch(config, live) : config });
        }
        set({
          checkpoint,
          run: newRun(config, checkpoint, { ...(live ? { live } : {}), baselines }),
          persisted: (await storage.kind()) === 'persistent',
        });
        const whole = horizonsDone >= config.epochs;
        setStatus(
          whole ? 'finished' : 'restored',
          whole
            ? `The last training finished: ${horizonsDone} horizons trained.`
            : `An earlier training has ${horizonsDone} of ${config.epochs} horizons done. Resume goes on from there.`,
        );
        return true;
      },
      persistNow: keeper.flush,
    };

    const learned = () => {
      const optimizer = actions.currentOptimizer();
      if (!optimizer) {
        throw new LabError({
          code: 'bad-input',
          message: 'There are no trained weights yet.',
          remedy: 'Press Train, and wait for the first checkpoint.',
        });
      }
      return { optimizer, name: usualName(get().checkpoint?.config ?? get().settings) };
    };

    return {
      settings: DEFAULT_TRAINING,
      status: 'idle',
      text: 'Ready to train.',
      error: null,
      run: null,
      checkpoint: null,
      restartNeeded: false,
      canResume: false,
      persisted: false,
      ...actions,
    };
  });
}
