/** What is measured: problems of five sizes, the paper's horizon and unroll, the paper's LSTM. */
import type { LstmConfig } from '../../src/specs/optimizer';
import { lstmConfigSchema } from '../../src/specs/optimizer';

export const HORIZON = 100;
export const UNROLL = 20;
/** Unrolls until a rollout starts afresh. */
export const UNROLLS_A_HORIZON = HORIZON / UNROLL;
export const META_LEARNING_RATE = 1e-3;

export type Task = 'quadratic' | 'network' | 'separable';

export interface BenchCase {
  /** As `--sizes` names it. */
  id: string;
  label: string;
  task: Task;
  /** B */
  problems: number;
  /** n */
  dimension: number;
  lstm: LstmConfig;
}

export const coordinatesOf = ({ problems, dimension }: BenchCase): number => problems * dimension;

/** The MNIST network: 784-20-10, one of them, a minibatch of 128. */
export const NETWORK = { inputs: 784, hidden: 20, classes: 10, batch: 128 } as const;
const NETWORK_WEIGHTS =
  (NETWORK.inputs + 1) * NETWORK.hidden + (NETWORK.hidden + 1) * NETWORK.classes;

const PLAIN = lstmConfigSchema.parse({});
const LOG_SIGN = lstmConfigSchema.parse({ preprocess: 'log-sign' });

const quadratics = (problems: number): BenchCase => ({
  id: String(problems),
  label: `${problems.toLocaleString('en')} quadratics`,
  task: 'quadratic',
  problems,
  dimension: 10,
  lstm: PLAIN,
});

export const CASES: readonly BenchCase[] = [
  quadratics(8),
  quadratics(128),
  quadratics(1024),
  {
    id: 'mnist',
    label: 'MNIST network 784-20-10',
    task: 'network',
    problems: 1,
    dimension: NETWORK_WEIGHTS,
    lstm: LOG_SIGN,
  },
  {
    id: '49152',
    label: 'separable function',
    task: 'separable',
    problems: 1,
    dimension: 49_152,
    lstm: PLAIN,
  },
];

export function caseById(id: string): BenchCase {
  const found = CASES.find((one) => one.id === id);
  if (found === undefined) {
    throw new Error(`no size ${id}; there are: ${CASES.map((one) => one.id).join(', ')}`);
  }
  return found;
}
