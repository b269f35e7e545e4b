/** What comes out of a figure with races in it: small enough to ship, and checked when it is read. */
import { z } from 'zod';
import { FIGURE_IDS, RACED_FIGURE_IDS } from './figures';
import { DIGIT_SOURCES } from './task';

/** A number over the problems of a race; null where the optimizer had diverged. */
const measured = z.number().nullable();

/** Over the B problems. */
export const spreadSchema = z.object({
  mean: measured,
  median: measured,
  /** The tenth and the ninetieth percentile. */
  q10: measured,
  q90: measured,
});
export type Spread = z.infer<typeof spreadSchema>;

export const figureLineSchema = z.object({
  /** Of the optimizer, as in `optimizers` of the result. */
  id: z.string(),
  /** Of an optimizer designed by hand: its rate, the loss it was chosen by, and of how many rates it was the best. */
  rate: z
    .object({ learningRate: z.number().positive(), loss: measured, rates: z.number().int() })
    .nullable(),
  /** f(θₜ) for t = 0 … T over the problems; for networks on each one's minibatch. Null in Figure 6. */
  curve: z
    .object({ median: z.array(measured), q10: z.array(measured), q90: z.array(measured) })
    .nullable(),
  /** Mean of the median curve over the steps that the figure shows. */
  area: measured,
  /** f(θ_T); for networks over all training examples. */
  final: spreadSchema,
  /** Networks on all test examples at step T. */
  test: z.object({ loss: spreadSchema, accuracy: spreadSchema }).nullable(),
  divergedAt: z.number().int().nullable(),
});
export type FigureLine = z.infer<typeof figureLineSchema>;

export const settingResultSchema = z.object({ key: z.string(), lines: z.array(figureLineSchema) });
export type SettingResult = z.infer<typeof settingResultSchema>;

/**
 * What the numbers say about the paper's claim. Of a claim that the LSTM is ahead: `holds`, it is, at the end and by
 * the area under the curve; `early`, by the area only; `late`, at the end only; `partly`, in some settings of several;
 * `not`. Of the claim that it fails: `holds` or `not`.
 */
export const VERDICT_KINDS = ['holds', 'early', 'late', 'partly', 'not'] as const;
export type VerdictKind = (typeof VERDICT_KINDS)[number];

export const verdictSchema = z.object({
  /** The learned optimizer it is about. */
  optimizer: z.string(),
  kind: z.enum(VERDICT_KINDS),
  /** The optimizer designed by hand that ends lowest; with several settings, in the setting of the worst ratio. */
  best: z.string().nullable(),
  /** Median losses of the two at the end. */
  final: measured,
  bestFinal: measured,
  /** Its area under the curve divided by the smallest of those designed by hand. */
  areaRatio: measured,
  /** The last step up to which its curve lies below all others, by a running mean; null if it never does. */
  aheadUntil: z.number().int().nullable(),
  /** In how many settings it ends ahead, and of how many. */
  ahead: z.number().int(),
  of: z.number().int(),
});
export type Verdict = z.infer<typeof verdictSchema>;

/** Who computed a figure, where and when. */
export const figureOriginShape = {
  version: z.literal(1),
  /** ISO date. */
  date: z.string(),
  appVersion: z.string(),
  /** Of the project's repository; absent where it was computed in a page. */
  commit: z.string().optional(),
  backend: z.string(),
  /** That the computation took, tuning included where rates were not known. */
  seconds: z.number(),
};
const figureOriginSchema = z.object(figureOriginShape);
export type FigureOrigin = z.infer<typeof figureOriginSchema>;

export const figureResultSchema = z.object({
  ...figureOriginShape,
  figure: z.enum(RACED_FIGURE_IDS),
  /** Whose digits; null for quadratics. */
  data: z.enum(DIGIT_SOURCES).nullable(),
  seed: z.number().int(),
  problems: z.number().int(),
  tuning: z.object({ problems: z.number().int(), seed: z.number().int() }),
  optimizers: z.array(
    z.object({
      id: z.string(),
      label: z.string(),
      kind: z.enum(['learned', 'baseline']),
      /** Of a learned one's weights as they stand in its file. */
      sha256: z.string().optional(),
    }),
  ),
  settings: z.array(settingResultSchema),
  verdicts: z.array(verdictSchema),
});
export type FigureResult = z.infer<typeof figureResultSchema>;

/** What the engine finds; who computed it, where and when is added by whoever knows. */
export type FigureFindings = Pick<
  FigureResult,
  'figure' | 'data' | 'seed' | 'problems' | 'tuning' | 'optimizers' | 'settings' | 'verdicts'
>;

/** `public/figures/index.json`: which figures have been computed, so that nobody asks for a file that is not there. */
export const figureIndexSchema = z.object({
  version: z.literal(1),
  figures: z.array(
    z.object({
      figure: z.enum(FIGURE_IDS),
      file: z.string(),
      date: z.string(),
      data: z.enum(DIGIT_SOURCES).nullable(),
      /** None where there is no claim to be judged: figures 10 and 11. */
      verdicts: z.array(z.object({ label: z.string(), kind: z.enum(VERDICT_KINDS) })),
    }),
  ),
  /** Rates of the optimizers designed by hand, tuned for these figures; absent where there are none yet. */
  rates: z.string().optional(),
});
export type FigureIndex = z.infer<typeof figureIndexSchema>;
