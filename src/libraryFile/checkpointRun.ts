/** A checkpoint as a run, as the page would have kept it. */
import { writeCheckpointFile } from '../optimizerFile';
import type { RunRecord } from '../specs/run';
import type { Checkpoint } from '../specs/training';
import type { LibraryRun } from './contents';
import { META_LOSS, META_LOSS_COLUMNS, VALIDATION, VALIDATION_COLUMNS } from './trainingRun';

/** The numbers of a training's result. */
export function trainingResult({
  best,
  validation,
}: Pick<Checkpoint, 'best' | 'validation'>): Record<string, number> {
  const last = validation.at(-1);
  return {
    ...(best ? { 'best validation': best.score, 'best at horizon': best.horizon } : {}),
    ...(last ? { 'last validation': last.mean } : {}),
  };
}

export function runOfCheckpoint(
  checkpoint: Checkpoint,
  words: Pick<RunRecord, 'id' | 'name' | 'createdAt' | 'appVersion'>,
): LibraryRun {
  const { config, horizonsDone, seconds, metaLoss, validation } = checkpoint;
  const result = Object.entries(trainingResult(checkpoint)).map(([name, value]) => [
    name,
    Number.isFinite(value) ? value : null,
  ]);
  const record: RunRecord = {
    ...words,
    version: 1,
    kind: 'training',
    changedAt: words.createdAt,
    state: horizonsDone >= config.epochs ? 'done' : 'stopped',
    config,
    seed: config.seed,
    backend: null,
    progress: { done: horizonsDone, total: config.epochs, unit: 'horizons' },
    seconds,
    result: Object.fromEntries(result),
    tags: [],
    note: '',
    optimizerId: null,
    parentId: null,
    trouble: null,
  };
  const file = writeCheckpointFile({ ...checkpoint, metaLoss: [], validation: [] });
  return {
    record,
    series: {
      [META_LOSS]: {
        columns: META_LOSS_COLUMNS,
        values: Float64Array.from(metaLoss.flatMap((p) => [p.horizon, p.unroll, p.value])),
      },
      [VALIDATION]: {
        columns: VALIDATION_COLUMNS,
        values: Float64Array.from(
          validation.flatMap((p) => [p.horizon, p.seconds, p.mean, p.median, p.best ? 1 : 0]),
        ),
      },
    },
    parts: { checkpoint: { version: 1, file, live: null } },
  };
}
