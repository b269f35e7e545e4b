/**
 * Checkpoints on their way from the worker to the page: without what the page has already. Curves and the weights along
 * a horizon only grow, and a long curve would take longer to send than the training takes to get on.
 */
import type { Checkpoint } from './training';

/** How many points and weights lie in front of those that a checkpoint brings. */
export interface SentBefore {
  metaLoss: number;
  validation: number;
  /** Of `midHorizon.phis`, in the horizon that the checkpoint is in. */
  phis: number;
}

export interface CheckpointNews {
  /** Its `metaLoss`, `validation` and `midHorizon.phis` begin behind `from`. */
  checkpoint: Checkpoint;
  /** Left out where the checkpoint is whole. */
  from?: SentBefore;
}

const NOTHING: SentBefore = { metaLoss: 0, validation: 0, phis: 0 };

const phisOf = ({ midHorizon }: Checkpoint): Float32Array[] => midHorizon?.phis ?? [];

const withTables = (
  checkpoint: Checkpoint,
  metaLoss: Checkpoint['metaLoss'],
  validation: Checkpoint['validation'],
  phis: Float32Array[],
): Checkpoint => {
  const { midHorizon } = checkpoint;
  const mid = midHorizon === undefined ? {} : { midHorizon: { ...midHorizon, phis } };
  return { ...checkpoint, metaLoss, validation, ...mid };
};

/** What is new in a checkpoint of the run whose last one sent was `before`; all of it for null. */
export function newsOf(before: Checkpoint | null, checkpoint: Checkpoint): CheckpointNews {
  if (before === null) return { checkpoint };
  const { metaLoss, validation, horizonsDone } = checkpoint;
  const phis = phisOf(checkpoint);
  const sameHorizon = before.horizonsDone === horizonsDone;
  const from: SentBefore = {
    metaLoss: Math.min(before.metaLoss.length, metaLoss.length),
    validation: Math.min(before.validation.length, validation.length),
    phis: sameHorizon ? Math.min(phisOf(before).length, phis.length) : 0,
  };
  return {
    checkpoint: withTables(
      checkpoint,
      metaLoss.slice(from.metaLoss),
      validation.slice(from.validation),
      phis.slice(from.phis),
    ),
    from,
  };
}

/** The whole checkpoint, from what came with all news before. */
export function wholeCheckpoint(
  known: Checkpoint | null,
  { checkpoint, from }: CheckpointNews,
): Checkpoint {
  if (from === undefined) return checkpoint;
  const { metaLoss = [], validation = [] } = known ?? {};
  return withTables(
    checkpoint,
    metaLoss.slice(0, from.metaLoss).concat(checkpoint.metaLoss),
    validation.slice(0, from.validation).concat(checkpoint.validation),
    (known ? phisOf(known) : []).slice(0, from.phis).concat(phisOf(checkpoint)),
  );
}

/** News that say what two say, one after the other. */
export function joinNews(first: CheckpointNews, second: CheckpointNews): CheckpointNews {
  const { from } = second;
  if (from === undefined) return second;
  const before = first.from ?? NOTHING;
  const kept = <T>(rows: T[], start: number, end: number): T[] =>
    rows.slice(0, Math.max(0, end - start));
  const { metaLoss, validation } = first.checkpoint;
  return {
    checkpoint: withTables(
      second.checkpoint,
      kept(metaLoss, before.metaLoss, from.metaLoss).concat(second.checkpoint.metaLoss),
      kept(validation, before.validation, from.validation).concat(second.checkpoint.validation),
      kept(phisOf(first.checkpoint), before.phis, from.phis).concat(phisOf(second.checkpoint)),
    ),
    from: {
      metaLoss: Math.min(before.metaLoss, from.metaLoss),
      validation: Math.min(before.validation, from.validation),
      phis: Math.min(before.phis, from.phis),
    },
  };
}
