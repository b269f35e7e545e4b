/** How single values are written in a link: strict text on the way in, the shortest text on the way out. */
import { z } from 'zod';
import { isBaselineName, isPaperBaseline, isRated, PAPER_BASELINES } from '../../specs/optimizer';
import { type RateSchedule, rateScheduleSchema } from '../../specs/training';
import { MOST_COORDINATES } from '../inspect/inspectTypes';
import type { Entrant } from '../race/raceTypes';

/** One kind of value: `schema` takes the text of a link, `format` gives it. */
export interface LinkValue<T> {
  schema: z.ZodType<T, string>;
  format: (value: T) => string;
}

/** What optimizers are called in a link. */
const ID = /^[\w-]{1,80}$/;

const decimal = z
  .string()
  .regex(/^-?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i, 'it is not a number')
  // A link writes −0 as 0.
  .transform((text) => Number(text) + 0);

export function number(limits: z.ZodType<number, number>): LinkValue<number> {
  return { schema: decimal.pipe(limits), format: String };
}

export function oneOf<T extends string>(names: readonly T[]): LinkValue<T> {
  const isName = (text: string): text is T => (names as readonly string[]).includes(text);
  const schema = z.string().transform((text, context): T => {
    if (isName(text)) return text;
    context.addIssue({ code: 'custom', message: `it must be one of ${names.join(', ')}` });
    return z.NEVER;
  });
  return { schema, format: (value) => value };
}

/** One of a few numbers. */
export function oneOfNumbers<T extends number>(values: readonly T[]): LinkValue<T> {
  const { schema } = oneOf(values.map(String));
  return {
    schema: schema.transform((text) => values.find((value) => String(value) === text) as T),
    format: String,
  };
}

/** A number, or the word `fan-in`. */
export function fanInOr(
  limits: z.ZodType<number | 'fan-in', number | 'fan-in'>,
): LinkValue<number | 'fan-in'> {
  const word = z.literal('fan-in');
  return {
    schema: z.union([word, decimal], { error: 'it is neither a number nor fan-in' }).pipe(limits),
    format: String,
  };
}

export const flag: LinkValue<boolean> = {
  schema: z
    .string()
    .regex(/^[01]$/, 'it must be 0 or 1')
    .transform((text) => text === '1'),
  format: (value) => (value ? '1' : '0'),
};

/** `0.01` or `0.01,600:0.003`: the rate at the start, and the rates from later horizons on. */
export const schedule: LinkValue<RateSchedule> = {
  schema: z
    .string()
    .transform((text) =>
      text.split(',').map((part, i) => {
        const [first, second] = part.split(':');
        return i === 0 && second === undefined
          ? { horizon: 0, rate: numeric(first) }
          : { horizon: numeric(first), rate: numeric(second) };
      }),
    )
    .pipe(rateScheduleSchema),
  format: (entries) =>
    entries.map(({ horizon, rate }) => (horizon === 0 ? `${rate}` : `${horizon}:${rate}`)).join(),
};

function numeric(text: string | undefined): number {
  const parsed = decimal.safeParse(text ?? '');
  return parsed.success ? parsed.data : Number.NaN;
}

/** An optimizer of the library, or a baseline. */
export const optimizerId: LinkValue<string> = {
  schema: z.string().regex(ID, 'it is not the name of an optimizer'),
  format: String,
};

/** `5,17`: coordinates of a problem, counted from 0, each once. */
export const coordinates: LinkValue<readonly number[]> = {
  schema: z
    .string()
    .regex(/^\d{1,8}(,\d{1,8})*$/, 'it must be numbers of coordinates with commas between them')
    .transform((text) => text.split(',').map(Number))
    .refine((all) => new Set(all).size === all.length, 'one of them is there twice')
    .refine((all) => all.length <= MOST_COORDINATES, `they are more than ${MOST_COORDINATES}`),
  format: (all) => all.join(),
};

const NOBODY = 'none';

/** `lstm-quadratic,adam,nag:lr=0.02`: who takes part, with rates set by hand; `none` for nobody. */
export const entrants: LinkValue<readonly Entrant[]> = {
  schema: z.string().transform((text, context): readonly Entrant[] => {
    const found = new Map<string, Entrant>();
    for (const part of text === NOBODY ? [] : text.split(',')) {
      const entrant = parseEntrant(part);
      if (!entrant || found.has(entrant.id)) {
        const why = entrant ? 'is there twice' : 'is neither an optimizer nor name:lr=RATE';
        context.addIssue({ code: 'custom', message: `"${part}" ${why}` });
        return z.NEVER;
      }
      found.set(entrant.id, entrant);
    }
    const all = [...found.values()];
    const learned = all.filter((e) => e.kind === 'learned');
    const baselines = PAPER_BASELINES.map(
      (id): Entrant => found.get(id) ?? { kind: 'baseline', id, enabled: false, manualRate: null },
    );
    const more = all.filter((e) => e.kind === 'baseline' && !isPaperBaseline(e.id));
    return [...learned, ...baselines, ...more];
  }),
  format: (list) => {
    const taking = list.filter((entrant) => entrant.enabled);
    return taking.length === 0 ? NOBODY : taking.map(formatEntrant).join();
  },
};

function parseEntrant(text: string): Entrant | null {
  const [id = '', rate, ...rest] = text.split(':lr=');
  if (!ID.test(id) || rest.length > 0) return null;
  if (!isBaselineName(id))
    return rate === undefined ? { kind: 'learned', id, enabled: true } : null;
  if (rate === undefined) return { kind: 'baseline', id, enabled: true, manualRate: null };
  if (!isRated(id)) return null;
  const manualRate = numeric(rate);
  const usable = manualRate > 0 && Number.isFinite(manualRate);
  return usable ? { kind: 'baseline', id, enabled: true, manualRate } : null;
}

function formatEntrant(entrant: Entrant): string {
  return entrant.kind === 'baseline' && entrant.manualRate !== null
    ? `${entrant.id}:lr=${entrant.manualRate}`
    : entrant.id;
}
