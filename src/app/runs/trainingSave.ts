/** What a save of a training writes (libraryFile/trainingRun.ts says what it consists of): only what is new. */
import { trainingResult } from '../../libraryFile/checkpointRun';
import {
  META_LOSS,
  META_LOSS_COLUMNS,
  type Training,
  VALIDATION,
  VALIDATION_COLUMNS,
  WEIGHTS_OF,
} from '../../libraryFile/trainingRun';
import { writeCheckpointFile } from '../../optimizerFile';
import type { RunPatch, RunSave, SeriesTail } from './types';

export type { Training } from '../../libraryFile/trainingRun';

/** What the record says of a training. */
function patchOf({ checkpoint }: Training): RunPatch {
  const { config, horizonsDone, seconds } = checkpoint;
  return {
    config,
    seconds,
    progress: { done: horizonsDone, total: config.epochs, unit: 'horizons' },
    result: trainingResult(checkpoint),
  };
}

/**
 * @param before what was saved last; null where that is not known
 * @param tables the names of the run's series
 */
export function trainingSave(
  training: Training,
  before: Training | null,
  tables: readonly string[],
): RunSave {
  const { checkpoint, live, baselines, validationCurve, bestCurve } = training;
  const { metaLoss, validation, midHorizon, horizonsDone, phi, ...rest } = checkpoint;
  const sameCurves =
    before !== null && validationCurve === before.validationCurve && bestCurve === before.bestCurve;
  const weights = midHorizon === undefined ? null : WEIGHTS_OF + horizonsDone;
  const file = writeCheckpointFile({ ...rest, horizonsDone, phi, metaLoss: [], validation: [] });
  return {
    patch: patchOf(training),
    drop: tables.filter((name) => name.startsWith(WEIGHTS_OF) && name !== weights),
    series: {
      [META_LOSS]: table(META_LOSS_COLUMNS, metaLoss, (p) => [p.horizon, p.unroll, p.value]),
      [VALIDATION]: table(VALIDATION_COLUMNS, validation, (point) => [
        point.horizon,
        point.seconds,
        point.mean,
        point.median,
        point.best ? 1 : 0,
      ]),
      ...(weights === null
        ? {}
        : { [weights]: table(phi.length, midHorizon?.phis ?? [], Array.from) }),
    },
    parts: {
      checkpoint: { version: 1, file, live },
      'mid-horizon': midPart(training),
      ...(sameCurves ? {} : { curves: { validation: validationCurve, best: bestCurve } }),
      ...(baselines === before?.baselines ? {} : { baselines }),
    },
  };
}

function midPart({ checkpoint: { midHorizon, horizonsDone } }: Training): unknown {
  if (midHorizon === undefined) return undefined;
  const { phis: _inTheirSeries, ...mid } = midHorizon;
  return { horizon: horizonsDone, ...mid };
}

const table = <T>(
  columns: number,
  points: readonly T[],
  numbers: (point: T) => readonly number[],
): SeriesTail => ({ columns, rows: points.length, row: (i) => numbers(points[i] as T) });
