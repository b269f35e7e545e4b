/**
 * The last training, kept so that a reload loses nothing: its checkpoint as a checkpoint file (validated when it is
 * read, like any file), the settings in force and the reference rows of the baselines.
 */
import { z } from 'zod';
import { readCheckpointFile, writeCheckpointFile } from '../optimizerFile';
import { errorInfo } from '../specs/errors';
import { BASELINE_NAMES } from '../specs/optimizer';
import type { Checkpoint, LiveSettings } from '../specs/training';
import type { Clock } from './clock';
import type { NotificationStore } from './notifications';
import type { LabStorage } from './storage';
import type { BaselineRow } from './trainTypes';

const KEY = 'last';

export interface StoredRun {
  checkpoint: Checkpoint;
  /** Settings that the person changed during the run; null where there were none. */
  live: LiveSettings | null;
  baselines: readonly BaselineRow[];
}

/** A baseline that diverged has a loss that is not finite, which `z.number` would refuse. */
const anyNumber = z.custom<number>((value) => typeof value === 'number');

const storedRunSchema = z.object({
  version: z.literal(1),
  file: z.instanceof(Uint8Array),
  live: z
    .object({
      horizon: z.number().int().min(1),
      unroll: z.number().int().min(1),
      problems: z.number().int().min(1),
      metaLearningRate: z.number().positive(),
    })
    .nullable(),
  baselines: z.array(
    z.object({
      name: z.enum(BASELINE_NAMES),
      learningRate: z.number().positive(),
      mean: anyNumber,
      median: anyNumber,
      curve: z.instanceof(Float32Array),
    }),
  ),
});

export async function storeRun(storage: LabStorage, run: StoredRun): Promise<void> {
  const file = writeCheckpointFile(run.checkpoint);
  const { live, baselines } = run;
  await storage.put('runs', KEY, { version: 1, file, live, baselines });
}

/** The stored run; null where there is none, or none that this version of the Lab can go on with. */
export async function storedRun(storage: LabStorage): Promise<StoredRun | null> {
  try {
    const { file, live, baselines } = storedRunSchema.parse(await storage.get('runs', KEY));
    return { checkpoint: readCheckpointFile(file, 'the stored training'), live, baselines };
  } catch {
    return null;
  }
}

export async function forgetRun(storage: LabStorage): Promise<void> {
  await storage.delete('runs', KEY);
}

/** At most so often a running training is written to the disk. */
const PERSIST_EVERY_MS = 2000;

export interface RunKeeper {
  /** A newer checkpoint: written soon. */
  note(checkpoint: Checkpoint): void;
  /** Writes what has not been written. */
  flush(): Promise<void>;
  /** Drops what has not been written. */
  forget(): void;
}

/** Writes checkpoints as they come, but not too often, and says so where that fails. */
export function createRunKeeper(deps: {
  storage: LabStorage;
  notifications: NotificationStore;
  clock: Clock;
  /** What is to be written; null: nothing yet. */
  read: () => StoredRun | null;
  onCheckpoint: (checkpoint: Checkpoint) => void;
  /** Whether the newest checkpoint survives a reload. */
  onPersisted: (persisted: boolean) => void;
}): RunKeeper {
  const { storage, notifications, clock, read, onCheckpoint, onPersisted } = deps;
  let cancel: (() => void) | null = null;
  let dirty = false;
  let complained = false;

  const flush = async (): Promise<void> => {
    cancel?.();
    cancel = null;
    const run = read();
    if (!dirty || !run) return;
    dirty = false;
    try {
      await storeRun(storage, run);
      onPersisted((await storage.kind()) === 'persistent');
    } catch (thrown) {
      onPersisted(false);
      // Said once: the training itself goes on.
      if (complained) return;
      complained = true;
      notifications.getState().notifyError('The training is not stored', errorInfo(thrown));
    }
  };

  return {
    flush,
    note(checkpoint) {
      dirty = true;
      onCheckpoint(checkpoint);
      cancel ??= clock.setTimeout(() => void flush(), PERSIST_EVERY_MS);
    },
    forget() {
      cancel?.();
      cancel = null;
      dirty = false;
    },
  };
}
