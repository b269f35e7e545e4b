/** The one training that version 1 of the database kept, under `last`: it becomes a run like the others. */
import { z } from 'zod';
import { baselinesSchema, liveSchema } from '../../libraryFile/trainingRun';
import { readCheckpointFile } from '../../optimizerFile';
import type { Change, LabStorage } from '../storage/storage';
import { usualName } from '../train/trainText';
import { APP_VERSION } from '../version';
import { chunkKey, planChunks } from './seriesChunks';
import { finiteResult, partKey, type StoredRun, seriesPrefix } from './stored';
import { trainingSave } from './trainingSave';

const KEY = 'last';

const lastSchema = z.object({
  version: z.literal(1),
  file: z.instanceof(Uint8Array),
  live: liveSchema,
  baselines: baselinesSchema,
});

/** Does nothing where there is none, or where it is damaged: then it is left untouched, and counts as unreadable. */
export async function adoptLastTraining(storage: LabStorage, now: () => Date): Promise<void> {
  const stored = await storage.get('runs', KEY);
  if (stored === undefined) return;
  const { file, live, baselines } = lastSchema.parse(stored);
  const checkpoint = readCheckpointFile(file, 'the stored training');
  const { config, horizonsDone } = checkpoint;
  const id = `run-from-v1-${now().getTime().toString(36)}`;
  const date = now().toISOString();
  const training = { checkpoint, live, baselines, validationCurve: null, bestCurve: null };
  const { patch = {}, series = {}, parts = {} } = trainingSave(training, null, []);
  const run: StoredRun = {
    version: 2,
    writer: '',
    dismissed: false,
    series: Object.fromEntries(
      Object.entries(series).map(([name, { columns, rows }]) => [name, { columns, rows }]),
    ),
    record: {
      version: 1,
      id,
      kind: 'training',
      name: usualName(config),
      createdAt: date,
      changedAt: date,
      // It can go on unless it was whole; nobody has it.
      state: horizonsDone >= config.epochs ? 'done' : 'paused',
      config,
      seed: config.seed,
      backend: null,
      appVersion: APP_VERSION,
      progress: { done: horizonsDone, total: config.epochs, unit: 'horizons' },
      seconds: checkpoint.seconds,
      result: finiteResult(patch.result ?? {}),
      tags: [],
      note: '',
      optimizerId: null,
      parentId: null,
      trouble: null,
    },
  };
  const changes: Change[] = [
    { store: 'runs', remove: KEY },
    { store: 'runs', key: id, value: run },
    ...Object.entries(parts)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]): Change => ({ store: 'parts', key: partKey(id, name), value })),
    ...Object.entries(series).flatMap(([name, tail]) =>
      planChunks(0, tail).chunks.map(
        ({ index, chunk }): Change => ({
          store: 'series',
          key: seriesPrefix(id, name) + chunkKey(index),
          value: chunk,
        }),
      ),
    ),
  ];
  // Two tabs that come at once: only one of them finds it still there.
  await storage.write(changes, { store: 'runs', key: KEY, allows: (value) => value !== undefined });
}
