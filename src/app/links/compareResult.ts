/** Whether a race that was run from a link gave the numbers that it gave whoever made the link. */
import type { BackendInfo } from '../../specs/backend';
import type { OptimizerSpec } from '../../specs/optimizer';
import { isComplete } from '../race/raceSelectors';
import type { RaceLine, RaceRecord } from '../race/raceTypes';
import { sameData } from '../train/trainSettings';
import { APP_VERSION } from '../version';
import { hashOf, weightsHash } from './hash';
import { arithmeticOf, type RaceResult, type ResultLine } from './raceResult';

/** What a recorded race says in a link; null before its last step, and where nothing took part. */
export function resultOf(record: RaceRecord, backend: BackendInfo): RaceResult | null {
  const lines = record.lines.map((line) => lineOf(line, record));
  if (!isComplete(record) || lines.length === 0 || lines.includes(null)) return null;
  const byDefinition = record.byDefinition === null ? '' : ', LSTM from stock operations';
  return {
    version: APP_VERSION,
    backend: backend.name,
    arithmetic: `${arithmeticOf(backend)}${byDefinition}`,
    curves: hashOf(record.lines.map((line) => line.losses)).slice(0, 12),
    lines: lines.filter((line) => line !== null),
  };
}

function lineOf(line: RaceLine, { config }: RaceRecord): ResultLine | null {
  const optimizer = config.optimizers.find(({ id }) => id === line.id);
  if (!optimizer) return null;
  const made = madeOf(optimizer);
  const loss = line.summary.mean[config.steps] ?? Number.NaN;
  if (line.divergence) return { id: line.id, made, end: { divergedAt: line.divergence.step } };
  return Number.isFinite(loss) ? { id: line.id, made, end: { loss } } : null;
}

function madeOf(optimizer: OptimizerSpec): ResultLine['made'] {
  switch (optimizer.kind) {
    case 'learned':
      return { weights: weightsHash(optimizer.optimizer) };
    case 'baseline':
      return { rate: optimizer.learningRate };
    case 'line-search':
      return { lineSearch: true };
  }
}

export type Difference =
  | { what: 'version'; there: string; here: string }
  | { what: 'backend' }
  | { what: 'weights'; id: string }
  | { what: 'rate'; id: string; there: number; here: number };

export interface Compared {
  /** Every loss of every optimizer at every step, to the last bit. */
  same: boolean;
  /** Other optimizers take part: there is nothing to compare. */
  others: boolean;
  /** What was different when the link was made, whether or not it shows in the numbers. */
  differences: Difference[];
  /** The largest relative difference of mean losses after the last step; null where all are equal. */
  largest: { id: string; there: number; here: number; relative: number } | null;
  /** Optimizers of which one diverged and the other did not, or at another step. */
  diverged: string[];
}

/** Learned optimizers may have another name in another library: then they are known by their weights. */
function partner(line: ResultLine, lines: readonly ResultLine[]): ResultLine | undefined {
  const byName = lines.find(({ id }) => id === line.id);
  if (byName && 'weights' in byName.made === 'weights' in line.made) return byName;
  return 'weights' in line.made ? lines.find(({ made }) => sameData(made, line.made)) : undefined;
}

export function compareResults(there: RaceResult, here: RaceResult): Compared {
  const pairs = there.lines.map((line) => ({ line, own: partner(line, here.lines) }));
  const matched = pairs.flatMap(({ line, own }) => (own ? [{ line, own }] : []));
  const others =
    matched.length !== there.lines.length ||
    new Set(matched.map(({ own }) => own)).size !== here.lines.length;

  const differences: Difference[] = [];
  if (there.backend !== here.backend || there.arithmetic !== here.arithmetic) {
    differences.push({ what: 'backend' });
  }
  if (there.version !== here.version) {
    differences.push({ what: 'version', there: there.version, here: here.version });
  }
  let largest: Compared['largest'] = null;
  const diverged: string[] = [];
  for (const { line, own } of matched) {
    const { id } = own;
    if ('rate' in line.made && 'rate' in own.made) {
      if (line.made.rate !== own.made.rate) {
        differences.push({ what: 'rate', id, there: line.made.rate, here: own.made.rate });
      }
    } else if (!sameData(line.made, own.made)) differences.push({ what: 'weights', id });
    if ('loss' in line.end && 'loss' in own.end) {
      const relative = relativeDifference(line.end.loss, own.end.loss);
      if (relative > (largest?.relative ?? 0)) {
        largest = { id, there: line.end.loss, here: own.end.loss, relative };
      }
    } else if (!sameData(line.end, own.end)) diverged.push(id);
  }
  return { same: !others && there.curves === here.curves, others, differences, largest, diverged };
}

/** |a − b| / max(|a|, |b|), of float32 numbers; 0 where they are equal. */
function relativeDifference(a: number, b: number): number {
  const [x, y] = [Math.fround(a), Math.fround(b)];
  return x === y ? 0 : Math.abs(x - y) / Math.max(Math.abs(x), Math.abs(y));
}
