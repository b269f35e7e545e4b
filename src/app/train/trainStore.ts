/** The Train screen's store: settings, the run, its checkpoint, and what can be done with what was learned. */
import { createStore } from 'zustand/vanilla';
import { errorInfo } from '../../specs/errors';
import type { Checkpoint, LiveSettings, TrainConfig } from '../../specs/training';
import type { TrainEnd, TrainEvent } from '../../worker/protocol';
import { type BaselineRates, noteRates, ratesForTraining } from '../baselineRates';
import { type Clock, realClock } from '../clock';
import type { Engine } from '../engine';
import { parsedOrTold } from '../invalidSetting';
import type { LibraryStore } from '../library/libraryTypes';
import type { NotificationStore } from '../notifications';
import { createLazyRuns, type LazyRuns } from '../runs/lazyRuns';
import type { LabStorage } from '../storage/storage';
import { createTrainKeeper } from './trainKeeper';
import { createKeptTraining } from './trainKept';
import { createLearned } from './trainLearned';
import { newRun, stateOfEnd, withTrainEvent } from './trainRun';
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

/** Moves of a slider are gathered for so long before the worker hears of them. */
const LIVE_DEBOUNCE_MS = 200;

const RESUMABLE: readonly TrainStatus[] = ['paused', 'stopped', 'restored', 'failed'];

export interface TrainDeps {
  engine: Pick<Engine, 'store' | 'ready' | 'request' | 'startRun' | 'recover' | 'unfollow'>;
  library: LibraryStore;
  storage: LabStorage;
  baselines: BaselineRates;
  notifications: NotificationStore;
  /** The page's, which all of its screens share. */
  runs?: LazyRuns;
  clock?: Clock;
  now?: () => Date;
}

export function createTrainStore(deps: TrainDeps): TrainStore {
  const { engine, library, storage, baselines, notifications } = deps;
  const { clock = realClock, now = () => new Date() } = deps;
  const { runs = createLazyRuns({ storage, notifications }) } = deps;
  const backendLabel = (): string | null => engine.store.getState().backend?.label ?? null;
  const backend = (): string => backendLabel() ?? 'the engine is starting';

  return createStore<TrainState & TrainActions>()((set, get) => {
    let session: TrainSession | null = null;
    /** Lets others tune the rates that this training was about to find. */
    let releaseRates = (): void => undefined;
    /** Live settings that differ from the run's configuration, once the person has changed any. */
    let changedLive: LiveSettings | null = null;
    let cancelUpdate: (() => void) | null = null;

    const keeper = createTrainKeeper({
      runs,
      notifications,
      clock,
      read: () => {
        const { checkpoint, run } = get();
        if (!checkpoint) return null;
        const { baselines = [], validationCurve = null, bestCurve = null } = run ?? {};
        return { checkpoint, live: changedLive, baselines, validationCurve, bestCurve };
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
      // One that is found again before its first checkpoint begins anew.
      const from = { paused: session, restored: run }[status as string] ?? checkpoint;
      const restartNeeded = run !== null && needsRestart(run.config, settings);
      set({ restartNeeded, canResume: RESUMABLE.includes(status) && from !== null });
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
      // Others may need the same rates: they wait for ours, but not while we rest.
      const rests = event.kind === 'state' && event.state === 'paused';
      if (rests || event.kind === 'train-baselines') releaseRates();
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
      const trouble = end?.divergence?.message ?? null;
      void keeper.ended(stateOfEnd(end), { trouble });
    };

    /** Runs a session to its end; one that another has replaced ends unnoticed. */
    async function follow(start: Omit<TrainStart, 'rates'>, steps = 0): Promise<void> {
      changedLive = start.live;
      set({ error: null, run: runOf(start, start.checkpoint) });
      setStatus(start.paused ? 'paused' : 'starting', `Starting the training, ${backend()}`);
      const rates = async () => {
        releaseRates();
        const found = await ratesForTraining(baselines, start.config);
        releaseRates = found.release;
        return found.rates;
      };
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
        void keeper.ended('failed', { trouble: error.message });
      } finally {
        if (session === null) releaseRates();
      }
    }
    const runOf = (
      { config }: Pick<TrainStart, 'config'>,
      checkpoint: Checkpoint | null,
    ): TrainState['run'] =>
      newRun(config, checkpoint, {
        ...(changedLive ? { live: changedLive } : {}),
        baselines: get().run?.baselines ?? [],
        validationCurve: get().run?.validationCurve ?? null,
        bestCurve: get().run?.bestCurve ?? null,
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
      // Settings of a run from elsewhere may name the weights that it began with; this one begins with random ones.
      const { startedFrom: _, ...config } = get().settings;
      set({ settings: config });
      keeper.begin(config, { name: usualName(config), backend: backendLabel() });
      return follow({ config, checkpoint: null, live: null, paused }, steps);
    };

    /** Takes the run on the screen up again where it was left, here or by another tab since. */
    const goOn = async (paused: boolean, steps = 0): Promise<void> => {
      const { run, status, text } = get();
      if (!run) return;
      setStatus('starting', 'Taking up the training.');
      try {
        const changed = await keeper.take();
        if (changed) kept.adopt(changed, false);
      } catch (thrown) {
        notifications.getState().notifyError('The training cannot go on here', errorInfo(thrown));
        return setStatus(status, text);
      }
      const { checkpoint } = get();
      const config = checkpoint?.config ?? run.config;
      const live = checkpoint === null ? null : liveFor(config, checkpoint.horizonsDone);
      await follow({ config, checkpoint, live, paused }, steps);
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

    const kept = createKeptTraining({
      get,
      set,
      keeper,
      storage,
      setStatus,
      setLive: (live) => {
        changedLive = live;
      },
      isTraining: () => session !== null,
      forget,
    });
    const learned = createLearned({ get, library, keeper, backendLabel, now });

    const actions: TrainActions = {
      train: ({ paused = false } = {}) => begin(paused),
      pause() {
        if (!session || session.paused) return;
        session.pause();
        const { run } = get();
        setStatus('paused', run ? `Paused at ${horizonOf(run)}.` : 'Paused.');
        keeper.state('paused');
        void keeper.flush();
      },
      async resume() {
        const { status } = get();
        if (session && status === 'paused') {
          session.resume();
          keeper.state('running');
          return setStatus('running', `Going on, ${backend()}`);
        }
        if (!session && get().canResume) await goOn(false);
      },
      step() {
        if (session) {
          if (!session.paused) actions.pause();
          session.step(1);
        } else if (get().canResume) void goOn(true, 1);
        else void begin(true, 1);
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

      ...learned,
      resumeFromStorage: kept.resumeFromStorage,
      openKept: kept.open,
      duplicate(config, parentId) {
        keeper.descendFrom(parentId);
        set({ settings: config });
        refresh();
      },
      persistNow: keeper.flush,
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
