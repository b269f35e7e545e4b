/** What `--vary` says: `meta-lr=1e-4..0.1`, `hidden=10..40:4`, `preprocess=none,log-sign`. */
import type { z } from 'zod';
import { type SearchSpace, searchSpaceSchema, type Varied } from '../specs/search';
import { UsageError } from './failure';
import { toNumber } from './options';

/** The names that `train` has for them. */
export const VARY_NAMES: Record<string, Varied> = {
  'meta-lr': 'metaLearningRate',
  'output-scale': 'outputScale',
  unroll: 'unroll',
  horizon: 'horizon',
  hidden: 'hiddenUnits',
  preprocess: 'preprocess',
};

const SCALES: readonly string[] = ['log', 'linear'];

/** Where nobody says what is to be varied: the meta learning rate, as the paper did. */
export const USUAL_SPACE: SearchSpace = searchSpaceSchema.parse({
  metaLearningRate: { kind: 'range', low: 1e-4, high: 0.1 },
});

/** @throws UsageError naming the option and what is wrong with it */
export function varied(texts: readonly string[]): Partial<SearchSpace> {
  const space: Record<string, unknown> = {};
  for (const text of texts) {
    const equals = text.indexOf('=');
    const name = text.slice(0, Math.max(0, equals)).trim();
    const key = Object.entries(VARY_NAMES).find(([known]) => known === name)?.[1];
    if (key === undefined) {
      throw new UsageError(
        `--vary ${text}: expected NAME=LOW..HIGH or NAME=A,B,…, of ${Object.keys(VARY_NAMES).join(', ')}`,
      );
    }
    if (Object.hasOwn(space, key)) throw new UsageError(`--vary ${name} is given twice`);
    space[key] = axis(text, text.slice(equals + 1).trim());
    checked(text, searchSpaceSchema.safeParse({ [key]: space[key] }));
  }
  return space;
}

function axis(whole: string, text: string): object {
  const range = /^([^:]+?)\.\.([^:]+)((?::[^:]+)*)$/.exec(text);
  if (range === null) {
    return { kind: 'values', values: text.split(',').map((part) => toNumber(part) ?? part) };
  }
  const [, low = '', high = '', rest = ''] = range;
  const made: Record<string, unknown> = { kind: 'range', low: toNumber(low), high: toNumber(high) };
  for (const part of rest.split(':').slice(1)) {
    const points = toNumber(part);
    if (SCALES.includes(part)) made.scale = part;
    else if (points !== undefined) made.points = points;
    else
      throw new UsageError(`--vary ${whole}: expected log, linear or a number of points behind :`);
  }
  return made;
}

/** @throws UsageError */
export function checked<T>(what: string, result: z.ZodSafeParseResult<T>): T {
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new UsageError(`--vary ${what}: ${issue?.message ?? 'not accepted'}`);
}
