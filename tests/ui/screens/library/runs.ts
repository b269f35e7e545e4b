/** Runs as a list has them, for tests of what is made of them. */
import type { ListedRun, RecordOf } from '../../../../src/app/runs/types';
import type { RaceSummaryConfig } from '../../../../src/specs/runConfig';
import { type TrainConfig, trainConfigSchema } from '../../../../src/specs/training';

type Words = Partial<Omit<ListedRun, 'kind' | 'config'>>;

const words = {
  version: 1,
  id: 'run-1',
  name: 'LSTM 2 × 20, quadratics',
  createdAt: '2026-01-01T10:00:00.000Z',
  changedAt: '2026-01-01T10:05:00.000Z',
  state: 'done',
  seed: 1,
  backend: 'WebAssembly',
  appVersion: '0.1.0',
  progress: { done: 500, total: 500, unit: 'horizons' },
  seconds: 12,
  result: {},
  tags: [],
  note: '',
  optimizerId: null,
  parentId: null,
  trouble: null,
  holder: null,
  resumable: false,
} as const;

export function training(patch: Words = {}, config: Partial<TrainConfig> = {}): ListedRun {
  const own = trainConfigSchema.parse(config);
  return {
    ...words,
    result: {},
    tags: [],
    seed: own.seed,
    ...patch,
    kind: 'training',
    config: own,
  } as ListedRun & RecordOf<'training'>;
}

export function race(patch: Words = {}, config: Partial<RaceSummaryConfig> = {}): ListedRun {
  const own: RaceSummaryConfig = {
    task: { name: 'quadratic', dimension: 10, initialScale: 0.01 },
    steps: 100,
    problems: 64,
    seed: 7,
    entrants: [
      { kind: 'learned', id: 'quadratic', label: 'LSTM', weightsHash: 'ab12' },
      { kind: 'baseline', id: 'adam', label: 'Adam', learningRate: 0.3, source: 'tuned' },
    ],
    ...config,
  };
  return {
    ...words,
    name: 'Race, quadratics',
    progress: { done: own.steps, total: own.steps, unit: 'steps' },
    result: {},
    tags: [],
    seed: own.seed,
    ...patch,
    kind: 'race',
    config: own,
  } as ListedRun & RecordOf<'race'>;
}
