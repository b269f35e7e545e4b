/**
 * The training on the screen as a run that is kept: begun with it, written as it goes, let go of when it ends. What the
 * Train screen asks of the runs, so that it does not have to wait for them.
 */
import { errorInfo } from '../../specs/errors';
import type { Checkpoint, TrainConfig } from '../../specs/training';
import type { Clock } from '../clock';
import type { NotificationStore } from '../notifications';
import type { LazyRuns } from '../runs/lazyRuns';
import type { HeldTraining, KeptTraining } from '../runs/trainingRuns';
import type { Training } from '../runs/trainingSave';
import type { RunPatch, RunState } from '../runs/types';

/** At most so often a running training is written to the disk. */
const PERSIST_EVERY_MS = 1000;

export interface TrainKeeper {
  /** The run on the screen; null where there is none, or none yet. */
  readonly runId: string | null;
  /** A training begins. */
  begin(config: TrainConfig, words: { name: string; backend: string | null }): void;
  /** The next training is a duplicate of this run. */
  descendFrom(parentId: string | null): void;
  /** The one on the screen goes on; what another tab has made of it meanwhile. Throws LabError where one has it. */
  take(): Promise<KeptTraining | null>;
  /** A newer checkpoint: written soon. */
  note(checkpoint: Checkpoint): void;
  /** Writes what has not been written. */
  flush(): Promise<void>;
  /** It rests, or goes on. */
  state(state: 'running' | 'paused'): void;
  /** It has ended so: written, and let go of. */
  ended(state: RunState, patch?: RunPatch): Promise<void>;
  /** Another takes its place on the screen: it is let go of as it is, and not offered again by itself. */
  forget(): void;
  /** The one to show on return. */
  offered(): Promise<KeptTraining | null>;
  /** One of the list. */
  read(id: string): Promise<KeptTraining | null>;
  /** This one is on the screen now, and nobody trains it. */
  show(id: string): void;
  /** The library entry that came of it. */
  optimizerKept(optimizerId: string): Promise<void>;
}

export function createTrainKeeper(deps: {
  runs: LazyRuns;
  notifications: NotificationStore;
  clock: Clock;
  /** What is to be written; null: nothing yet. */
  read: () => Training | null;
  onCheckpoint: (checkpoint: Checkpoint) => void;
  /** Whether the newest checkpoint survives a reload. */
  onPersisted: (persisted: boolean) => void;
}): TrainKeeper {
  const { runs, notifications, clock, read, onCheckpoint, onPersisted } = deps;
  let holding: Promise<HeldTraining | null> | null = null;
  let runId: string | null = null;
  let parentId: string | null = null;
  let state: RunState = 'running';
  let cancel: (() => void) | null = null;
  let dirty = false;
  let lastFlush = Number.NEGATIVE_INFINITY;
  const trainings = async () => (await runs.load()).trainings;

  const quiet = (): void => {
    cancel?.();
    cancel = null;
    dirty = false;
  };

  const flush = async (): Promise<void> => {
    cancel?.();
    cancel = null;
    const mine = holding;
    if (!dirty || mine === null) return;
    dirty = false;
    lastFlush = clock.now();
    const held = await mine;
    if (held === null || holding !== mine) return;
    onPersisted(await held.save(read(), { state }));
  };

  const letGo = (): Promise<HeldTraining | null> | null => {
    const mine = holding;
    holding = null;
    quiet();
    return mine;
  };

  return {
    get runId() {
      return runId;
    },
    begin(config, words) {
      const begun = { ...words, parentId };
      parentId = null;
      state = 'running';
      runId = null;
      const mine: Promise<HeldTraining | null> = trainings()
        .then((all) => all.begin(config, begun))
        .then(
          (held) => {
            if (holding === mine) {
              runId = held.id;
              rememberHere(held.id);
            }
            return held;
          },
          (thrown) => {
            onPersisted(false);
            notifications
              .getState()
              .notifyError('The training is not stored, and goes on in memory', errorInfo(thrown));
            return null;
          },
        );
      holding = mine;
    },
    descendFrom(parent) {
      parentId = parent;
    },
    async take() {
      if (runId === null) return null;
      const { held, changed } = await (await trainings()).take(runId);
      holding = Promise.resolve(held);
      state = 'running';
      dirty = true;
      rememberHere(runId);
      return changed;
    },
    note(checkpoint) {
      dirty = true;
      onCheckpoint(checkpoint);
      const wait = Math.max(0, lastFlush + PERSIST_EVERY_MS - clock.now());
      cancel ??= clock.setTimeout(() => void flush(), wait);
    },
    flush,
    state(now) {
      state = now;
      dirty = true;
    },
    async ended(as, patch) {
      const training = read();
      const held = await letGo();
      if (held) onPersisted(await held.end(training, as, patch));
    },
    forget() {
      const training = read();
      const was = runId;
      const dropped = letGo();
      runId = null;
      if (was === null && dropped === null) return;
      void (async () => {
        const held = await dropped;
        await held?.end(training, 'stopped');
        const id = was ?? held?.id;
        if (id) await (await trainings()).dismiss(id);
      })().catch(() => undefined);
    },
    async offered() {
      if (!(await runs.any())) return null;
      const kept = await (await trainings()).toOffer(rememberedHere());
      return kept;
    },
    read: async (id) => (await trainings()).read(id),
    show(id) {
      runId = id;
      rememberHere(id);
    },
    async optimizerKept(optimizerId) {
      if (runId === null) return;
      await (await runs.load()).shelf.edit(runId, { optimizerId });
    },
  };
}

/** Which run this tab had on its screen: a reload shows it again, whatever other tabs did. */
const HERE = 'learned-optimizer-lab training';

function rememberHere(id: string): void {
  try {
    sessionStorage.setItem(HERE, id);
  } catch {
    // Then the run is offered by the usual order.
  }
}

function rememberedHere(): string | null {
  try {
    return sessionStorage.getItem(HERE);
  } catch {
    return null;
  }
}
