/**
 * The results table: light arithmetic on the summaries that the worker sent, and who won which problem.
 * Everything is a function of the record and a step; nothing here is remembered.
 */
import type { Divergence } from '../../specs/race';
import { problemsWord } from '../taskText';
import { newestUpTo } from './networkViews';
import type { RaceLine, RaceRecord, RateInUse } from './raceTypes';

export interface LossCell {
  step: number;
  /** NaN where the optimizer had diverged, or the step is not computed. */
  mean: number;
  median: number;
}

export interface RaceRow {
  id: string;
  label: string;
  kind: RaceLine['kind'];
  /** At the steps that were asked for, in their order. */
  losses: LossCell[];
  /** At the step the table is for. */
  at: LossCell;
  /** Mean over steps 1 … t of the mean loss: the area under the mean curve divided by t. NaN at t = 0. */
  area: number;
  /** 1 for the lowest mean loss at the step; equal ones share a rank; null for a diverged one. */
  rank: number | null;
  /** Share of the problems on which it has the lowest loss at the step (shared between equals). */
  wins: number;
  rate: RateInUse | null;
  /** Evaluations of f and ∇f until the step, where they are not one each step. */
  evaluations: number | null;
  divergence: Divergence | null;
  /** Of networks, the last one at or before the step. */
  score: MeanScore | null;
}

/** Networks on test digits: mean over the networks. */
export interface MeanScore {
  step: number;
  examples: number;
  all: boolean;
  loss: number;
  accuracy: number;
}

export interface RaceTable {
  /** The step that ranks, wins and the area are for. */
  step: number;
  problems: number;
  /** "problems", "networks". */
  word: string;
  /** In the order of the race. */
  rows: RaceRow[];
}

const LANDMARKS = [10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000];

/** Steps worth a column: the last landmarks before T, and T itself. At most `count`. */
export function chosenSteps(steps: number, count = 4): number[] {
  const before = LANDMARKS.filter((landmark) => landmark < steps);
  return [...before.slice(-(count - 1)), steps];
}

/** The table at step `step` (clamped to what is computed), with loss columns for `columns`. */
export function raceTable(record: RaceRecord, step: number, columns: readonly number[]): RaceTable {
  const at = Math.max(0, Math.min(step, record.computed));
  const wins = winShares(record, at);
  const means = record.lines.map((line) => cell(line, at).mean);
  const rows = record.lines.map((line, index) => ({
    id: line.id,
    label: line.label,
    kind: line.kind,
    losses: columns.map((column) => cell(line, column)),
    at: cell(line, at),
    area: meanOfMeans(line, at),
    rank: rankOf(means, index),
    wins: wins[index] ?? 0,
    rate: line.rate,
    evaluations: line.evaluations?.[at] ?? null,
    divergence: line.divergence,
    score: scoreAt(line, at),
  }));
  const { problems, task } = record.config;
  return { step: at, problems, word: problemsWord(task), rows };
}

function scoreAt(line: RaceLine, step: number): MeanScore | null {
  if (line.divergence !== null && line.divergence.step <= step) return null;
  const score = newestUpTo(line.scores, step);
  if (score === null) return null;
  return { ...score, loss: meanOf(score.loss), accuracy: meanOf(score.accuracy) };
}

export const meanOf = (values: Float32Array): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

function cell(line: RaceLine, step: number): LossCell {
  return {
    step,
    mean: line.summary.mean[step] ?? Number.NaN,
    median: line.summary.median[step] ?? Number.NaN,
  };
}

/** 1/t · Σ over steps 1 … t of the mean loss. */
function meanOfMeans(line: RaceLine, step: number): number {
  let sum = 0;
  for (let t = 1; t <= step; t++) sum += line.summary.mean[t] ?? Number.NaN;
  return step === 0 ? Number.NaN : sum / step;
}

function rankOf(means: readonly number[], index: number): number | null {
  const own = means[index] ?? Number.NaN;
  if (!Number.isFinite(own)) return null;
  return 1 + means.filter((mean) => mean < own).length;
}

/** For each line, the share of problems on which its loss at `step` is the lowest. */
export function winShares(record: RaceRecord, step: number): number[] {
  const { problems } = record.config;
  const shares = record.lines.map(() => 0);
  for (let b = 0; b < problems; b++) {
    const losses = record.lines.map((line) => line.losses[step * problems + b] ?? Number.NaN);
    const lowest = Math.min(...losses.filter((loss) => !Number.isNaN(loss)));
    const winners = losses.filter((loss) => loss === lowest).length;
    if (winners === 0) continue;
    losses.forEach((loss, i) => {
      if (loss === lowest) shares[i] = (shares[i] ?? 0) + 1 / winners / problems;
    });
  }
  return shares;
}

/** Two significant digits, without an exponent where that is readable. */
export function inWords(value: number): string {
  if (!Number.isFinite(value)) return 'diverged';
  if (value === 0) return '0';
  const size = Math.abs(value);
  return size < 1e-4 || size >= 1e5 ? value.toExponential(1) : `${Number(value.toPrecision(2))}`;
}

const timesLower = (ratio: number): string =>
  ratio >= 100 ? 'more than 100 times' : `${Number(ratio.toPrecision(2))} times`;

/** Who is ahead, by how much and on how many problems, in one or two sentences. */
export function winnerInWords(table: RaceTable): string {
  const ranked = table.rows
    .filter((row) => row.rank !== null)
    .sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0));
  const [first, second] = ranked;
  if (!first) return table.rows.length === 0 ? '' : 'Every optimizer diverged.';
  const where = `At step ${table.step}`;
  if (!second) return `${where} ${first.label} has a mean loss of ${inWords(first.at.mean)}.`;
  if (second.rank === 1) {
    return `${where} ${first.label} and ${second.label} are level, with a mean loss of ${inWords(first.at.mean)}.`;
  }
  const ratio = second.at.mean / first.at.mean;
  const lead =
    first.at.mean > 0 && ratio >= 1.1
      ? `${timesLower(ratio)} lower than that of ${second.label} (${inWords(second.at.mean)})`
      : `just below that of ${second.label} (${inWords(second.at.mean)})`;
  const share = Math.round(first.wins * 100);
  return `${where} ${first.label} is ahead: its mean loss is ${inWords(first.at.mean)}, ${lead}. It has the lowest loss on ${share} % of the ${table.problems} ${table.word}.`;
}
