/**
 * The last training, kept so that a reload loses nothing: its checkpoint as a checkpoint file (validated when it is
 * read, like any file), the settings in force and the reference rows of the baselines.
 */
import { z } from 'zod';
import { readCheckpointFile, writeCheckpointFile } from '../optimizerFile';
import { BASELINE_NAMES } from '../specs/optimizer';
import type { Checkpoint, LiveSettings } from '../specs/training';
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
