/**
 * What a link says about the result of its race: enough for whoever opens it to tell whether the same numbers come out,
 * and if not, what was different.
 *
 *     0.1.0:wasm:SIMD.relaxed.own-LSTM-kernel:1f3a9c02d4e5,quadratic:w5c1f03ab:0.0498,adam:r0.301:0.176
 *
 * The Lab's version, the backend, what of it decides roundings, the hash of all losses; then each optimizer with its
 * weights' hash, its learning rate or `s` for a line search, and its mean loss after the last step, or `x` and the step at which it diverged.
 */
import { z } from 'zod';
import { BACKEND_LABELS, type BackendInfo, type BackendName } from '../../specs/backend';
import type { LinkValue } from '../address/linkValues';

export interface ResultLine {
  id: string;
  /** A hash of weights, of learned ones; a learning rate, of others; nothing, where a line search takes its place. */
  made: { weights: string } | { rate: number } | { lineSearch: true };
  end: { loss: number } | { divergedAt: number };
}

export interface RaceResult {
  version: string;
  backend: BackendName;
  /** "SIMD, relaxed, own LSTM kernel". */
  arithmetic: string;
  /** Of all losses of all optimizers at every step. */
  curves: string;
  lines: readonly ResultLine[];
}

/** The number of threads never changes a result; the rest of what a backend says about itself may. */
export function arithmeticOf({ detail }: BackendInfo): string {
  const parts = detail.split(', ').filter((part) => !/\bthreads?\b/.test(part));
  return readable(written(parts.join(', ')));
}

/** Only letters, digits, dots and hyphens: a dot between parts, a hyphen for anything else. */
const written = (text: string): string =>
  text
    .replace(/[^A-Za-z0-9,;:]+/g, '-')
    .replace(/-?[,;:]-?/g, '.')
    .replace(/^-|-$/g, '')
    .slice(0, 120);
const readable = (text: string): string => text.replace(/\./g, ', ').replace(/-/g, ' ');

const HEAD = /^([\w.+-]{1,30}):([a-z]+):([A-Za-z0-9.-]{0,120}):([0-9a-f]{12})$/;
const LINE = /^([\w-]{1,80}):(?:w([0-9a-f]{8})|r([0-9.e+-]{1,30})|s):(x?)([0-9.e+-]{1,30})$/;
/** More optimizers than that race in nobody's link. */
const MOST_LINES = 64;

const isBackend = (name: string): name is BackendName => Object.hasOwn(BACKEND_LABELS, name);

function parseHead(text: string): Omit<RaceResult, 'lines'> | null {
  const [, version = '', backend = '', arithmetic = '', curves = ''] = HEAD.exec(text) ?? [];
  if (!isBackend(backend)) return null;
  return { version, backend, arithmetic: readable(arithmetic), curves };
}

function parseLine(text: string): ResultLine | null {
  const found = LINE.exec(text);
  if (!found) return null;
  const [, id = '', weights, rateText, diverged, endText] = found;
  const rate = Number(rateText);
  const end = Number(endText);
  if (rateText !== undefined && !(rate > 0 && Number.isFinite(rate))) return null;
  const loss = Math.fround(end);
  if (diverged ? !(Number.isInteger(end) && end >= 0) : !Number.isFinite(loss)) return null;
  const made: ResultLine['made'] =
    weights !== undefined ? { weights } : rateText !== undefined ? { rate } : { lineSearch: true };
  return { id, made, end: diverged ? { divergedAt: end } : { loss } };
}

export const raceResult: LinkValue<RaceResult> = {
  schema: z.string().transform((text, context): RaceResult => {
    const [first = '', ...rest] = text.split(',', MOST_LINES + 2);
    const head = parseHead(first);
    const lines = rest.flatMap((part) => parseLine(part) ?? []);
    const sound = head && lines.length === rest.length && lines.length <= MOST_LINES;
    const distinct = new Set(lines.map(({ id }) => id)).size === lines.length;
    if (sound && distinct && lines.length > 0) return { ...head, lines };
    context.addIssue({ code: 'custom', message: 'it is not the result of a race' });
    return z.NEVER;
  }),
  format: ({ version, backend, arithmetic, curves, lines }) =>
    [[version, backend, written(arithmetic), curves].join(':'), ...lines.map(formatLine)].join(),
};

function formatLine({ id, made, end }: ResultLine): string {
  const how = 'weights' in made ? `w${made.weights}` : 'rate' in made ? `r${made.rate}` : 's';
  return `${id}:${how}:${'loss' in end ? shortest(end.loss) : `x${end.divergedAt}`}`;
}

/** The fewest digits that give the same float32. */
export function shortest(value: number): string {
  const wanted = Math.fround(value);
  for (let digits = 1; digits < 9; digits++) {
    const text = String(Number(wanted.toPrecision(digits)));
    if (Math.fround(Number(text)) === wanted) return text;
  }
  return String(Number(wanted.toPrecision(9)));
}
