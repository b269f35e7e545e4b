/** Results of Figures 10 and 11 with few numbers in them. */
import type { HistoryResult, SweepResult } from '../../src/specs/dissectionResult';
import { mnistSpecSchema } from '../../src/specs/task';

const common = {
  version: 1 as const,
  date: '2026-03-04T05:06:07Z',
  appVersion: '0.1.0',
  commit: 'abc1234',
  backend: 'wasm',
  seconds: 3,
  data: 'mnist' as const,
  seed: 4001,
  problem: 0,
  tuning: { problems: 8, seed: 77_001 },
  optimizer: { id: 'lstm-mnist', label: 'LSTM', sha256: 'ab' },
  task: mnistSpecSchema.parse({ name: 'mnist', data: 'mnist' }),
  coordinate: 14_347,
  divergedAt: null,
};

/** Four steps. */
export const historyResult = (patch: Partial<HistoryResult> = {}): HistoryResult => ({
  ...common,
  figure: '10',
  steps: 4,
  gradient: [1, -1, 0.5, 0.5],
  update: [-0.2, 0.1, 0.05, -0.1],
  value: [0, -0.2, -0.1, -0.05, -0.15],
  wouldBe: [
    { name: 'sgd', learningRate: 0.1, updates: [-0.1, 0.1, -0.05, -0.05] },
    { name: 'adam', learningRate: 0.02, updates: [-0.02, 0.001, -0.004, -0.008] },
  ],
  window: 1,
  measures: [
    { id: 'own', signChanges: 0.5, correlation: null, early: 0.2, late: 0.1 },
    { id: 'sgd', signChanges: 0.25, correlation: 0.62, early: 0.1, late: 0.05 },
    { id: 'adam', signChanges: 0.1, correlation: -0.1, early: 0.02, late: 0.008 },
  ],
  ...patch,
});

/** Two steps, five gradients. */
export const sweepResult = (patch: Partial<SweepResult> = {}): SweepResult => ({
  ...common,
  figure: '11',
  steps: 100,
  limit: 2,
  sweptSteps: [0, 99],
  gradients: [-2, -1, 0, 1, 2],
  proposed: [
    [0.3, 0.25, 0, -0.25, -0.3],
    [0.4, 0.35, 0.1, -0.2, -0.3],
  ],
  wouldBe: [
    {
      name: 'sgd',
      learningRate: 0.1,
      updates: [
        [0.2, 0.1, 0, -0.1, -0.2],
        [0.2, 0.1, 0, -0.1, -0.2],
      ],
    },
  ],
  actual: { gradient: [1, -0.5], update: [-0.25, null] },
  measures: [
    { id: 'own', falling: 2, endSlope: 0.2, offset: 0.125 },
    { id: 'sgd', falling: 2, endSlope: 1, offset: 0 },
    { id: 'adam', falling: 1, endSlope: 0.5, offset: 0.5 },
  ],
  ...patch,
});
