/** A small library with one of everything. */
import type { LibraryContents, LibraryRun } from '../../src/libraryFile';
import { summaryOf } from '../../src/libraryFile/raceRun';
import { META_LOSS, VALIDATION, WEIGHTS_OF } from '../../src/libraryFile/trainingRun';
import { writeCheckpointFile, writeOptimizerFile } from '../../src/optimizerFile';
import { rateKey, SUMMARY_COLUMNS } from '../../src/specs/race';
import type { RunRecord } from '../../src/specs/run';
import { taskSpecSchema } from '../../src/specs/task';
import { trainConfigSchema } from '../../src/specs/training';
import { SMALL, smallOptimizer, tuned } from '../app/support/lab';
import { baseline, checkpointAt } from '../app/support/training';

const words = {
  version: 1,
  createdAt: '2026-01-02T03:04:05.000Z',
  changedAt: '2026-01-02T03:14:05.000Z',
  seed: 7,
  backend: 'WebAssembly, 2 threads',
  appVersion: '0.1.0',
  seconds: 12.5,
  tags: ['first', 'quadratics'],
  note: 'With a “note” of more\nthan one line.',
  optimizerId: null,
  parentId: null,
  trouble: null,
} as const;

export function trainingRun(id = 'run-training'): LibraryRun {
  const config = trainConfigSchema.parse({ optimizer: SMALL, epochs: 40 });
  const checkpoint = checkpointAt(12, config);
  const { phi, adam } = checkpoint;
  const row = (i: number) => [Math.floor(i / 2), i % 2, 1 / (i + 1)];
  const record: RunRecord = {
    ...words,
    tags: [...words.tags],
    id,
    kind: 'training',
    name: 'LSTM 1 × 2, quadratics',
    state: 'stopped',
    config,
    progress: { done: 12, total: 40, unit: 'horizons' },
    result: { 'best validation': 0.5, 'last validation': null },
    optimizerId: 'own-1',
  };
  return {
    record,
    series: {
      [META_LOSS]: {
        columns: 3,
        values: Float64Array.from(Array.from({ length: 24 }, (_, i) => row(i)).flat()),
      },
      [VALIDATION]: {
        columns: 5,
        values: Float64Array.of(0, 0, 2, 1.5, 1, 10, 3.5, 0.5, Number.NaN, 1),
      },
      [`${WEIGHTS_OF}12`]: { columns: phi.length, values: Float64Array.from([...phi, ...phi]) },
    },
    parts: {
      checkpoint: {
        version: 1,
        file: writeCheckpointFile({ ...checkpoint, metaLoss: [], validation: [] }),
        live: null,
      },
      'mid-horizon': {
        horizon: 12,
        phi,
        adam,
        metaLoss: [{ horizon: 12, unroll: 0, value: Number.POSITIVE_INFINITY }],
        seconds: 2,
      },
      curves: { validation: Float32Array.of(2, 1), best: Float32Array.of(2, 0.5) },
      baselines: [baseline('adam', 0.9)],
    },
  };
}

export function raceRun(id = 'run-race'): LibraryRun {
  const task = taskSpecSchema.parse({ name: 'quadratic' });
  const rows = Array.from({ length: 4 }, (_, t) => SUMMARY_COLUMNS.map((_c, c) => 4 - t + c));
  const record: RunRecord = {
    ...words,
    tags: [...words.tags],
    id,
    kind: 'race',
    name: 'Race, quadratics',
    state: 'done',
    config: {
      task,
      steps: 3,
      problems: 8,
      seed: 7,
      entrants: [
        { kind: 'learned', id: 'own-1', label: 'Mine', weightsHash: '0123456789abcdef' },
        { kind: 'baseline', id: 'adam', label: 'Adam', learningRate: 0.1, source: 'tuned' },
      ],
    },
    progress: { done: 3, total: 3, unit: 'steps' },
    result: { 'loss, Mine': 1, 'loss, Adam': 1.5 },
  };
  const values = Float64Array.from(rows.flat());
  const columns = SUMMARY_COLUMNS.length;
  return {
    record,
    series: { [summaryOf(0)]: { columns, values }, [summaryOf(1)]: { columns, values } },
    parts: {},
  };
}

export function specimen(): LibraryContents {
  const task = taskSpecSchema.parse({ name: 'quadratic' });
  return {
    optimizers: [
      {
        id: 'own-1',
        name: 'Mine',
        origin: 'trained',
        createdAt: words.createdAt,
        previewCurve: [2, 1, 0.5],
        file: writeOptimizerFile(smallOptimizer()),
      },
    ],
    runs: [trainingRun(), raceRun()],
    rates: [{ key: rateKey(task, 100), rates: { adam: tuned(0.1, 100) } }],
  };
}

export const MADE = { date: '2026-02-03T04:05:06.000Z', appVersion: '0.1.0' };
