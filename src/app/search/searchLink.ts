/**
 * A search in the address bar. `vary` names what is varied: `metaLr:0.0001..0.1,hidden:10..40*3,preprocess:none~log-sign`,
 * with `*` the points of a grid and `!` another scale than the usual one.
 */
import { z } from 'zod';
import { whole } from '../../specs/limits';
import {
  type SearchSpace,
  STRATEGIES,
  searchSpaceSchema,
  strategySchema,
  type Varied,
} from '../../specs/search';
import { type LinkState, type Property, property } from '../address/linkState';
import { type LinkValue, number, oneOf } from '../address/linkValues';
import type { SearchSettings } from './searchTypes';

/** Those of the Train screen's own keys. */
const NAMES: Record<Varied, string> = {
  metaLearningRate: 'metaLr',
  outputScale: 'outputScale',
  unroll: 'unroll',
  horizon: 'horizon',
  hiddenUnits: 'hidden',
  preprocess: 'preprocess',
};

const RANGE = /^([^.][^*!]*?)\.\.([^*!]+)(?:\*(\d{1,3}))?(?:!(\w+))?$/;
/** As schema has it where nothing is said. */
const POINTS = 4;

const numeric = (text: string): unknown => (/^[\d.]/.test(text) ? Number(text) : text);

function axis(text: string): unknown {
  const range = RANGE.exec(text);
  if (range === null) return { kind: 'values', values: text.split('~').map(numeric) };
  const [, low = '', high = '', points, scale] = range;
  return {
    kind: 'range',
    low: Number(low),
    high: Number(high),
    ...(points === undefined ? {} : { points: Number(points) }),
    ...(scale === undefined ? {} : { scale }),
  };
}

/** The scale that a range has where none is named. */
const usualScale = (name: Varied) =>
  name === 'metaLearningRate' || name === 'outputScale' ? 'log' : 'linear';

const vary: LinkValue<SearchSpace> = {
  schema: z
    .string()
    .max(4000)
    .transform((text, context): unknown => {
      const space: Record<string, unknown> = {};
      for (const part of text.split(',')) {
        const [key, range, ...more] = part.split(':');
        const name = Object.entries(NAMES).find(([, known]) => known === key)?.[0];
        if (name === undefined || range === undefined || more.length > 0 || name in space) {
          const why = 'is not NAME:LOW..HIGH or NAME:A~B, each name once';
          context.addIssue({ code: 'custom', message: `"${part}" ${why}` });
          return z.NEVER;
        }
        space[name] = axis(range);
      }
      return space;
    })
    .pipe(searchSpaceSchema as z.ZodType<SearchSpace, unknown>),
  format: (space) =>
    (Object.keys(NAMES) as Varied[])
      .flatMap((name) => {
        const one = space[name];
        if (one === undefined) return [];
        if (one.kind === 'values') return [`${NAMES[name]}:${one.values.join('~')}`];
        const { low, high, points, scale } = one;
        const some = points === POINTS ? '' : `*${points}`;
        const other = scale === usualScale(name) ? '' : `!${scale}`;
        return [`${NAMES[name]}:${low}..${high}${some}${other}`];
      })
      .join(),
};

const withSearch = (s: LinkState, patch: Partial<SearchSettings>): LinkState => ({
  ...s,
  search: { ...s.search, ...patch },
});

const one = <K extends keyof SearchSettings>(
  key: string,
  name: K,
  value: LinkValue<SearchSettings[K]>,
): Property =>
  property(
    'search',
    key,
    value,
    (s) => s.search[name],
    (s, v) => withSearch(s, { [name]: v }),
  );

const { trials, eta, first } = strategySchema.options[2].shape;

export const SEARCH_PROPERTIES: readonly Property[] = [
  one('vary', 'space', vary),
  one('strategy', 'strategy', oneOf(STRATEGIES)),
  one('trials', 'trials', number(trials.unwrap())),
  one('eta', 'eta', number(eta.unwrap())),
  one('firstRung', 'first', number(first.unwrap())),
  one('draw', 'seed', number(whole(0, 0xffff_ffff))),
];
