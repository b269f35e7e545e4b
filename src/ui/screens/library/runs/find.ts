/** Which runs are shown, and in which order. Pure. */
import type { ListedRun, RunKind, RunState } from '../../../../app/runs/types';
import { KIND_WORDS, mainNumber, stateInWords, taskInWords } from './words';

export type RunOrder = 'newest' | 'oldest' | 'changed' | 'name' | 'best' | 'longest';

export interface Wanted {
  /** Words that all have to occur; `#tag` for one of its tags, quotes around what belongs together. */
  query: string;
  kind: RunKind | 'all';
  state: RunState | 'all';
  order: RunOrder;
}

export const EVERYTHING: Wanted = { query: '', kind: 'all', state: 'all', order: 'newest' };

interface Query {
  words: readonly string[];
  /** Beginnings of tags. */
  tags: readonly string[];
}

/** Characters that may have an accent, or be a form of others. */
const UNPLAIN = /[^\u0020-\u007e\n]/;

/** Letters as they are compared: without case and accents. Most texts have none, and that is seen fast. */
const plain = (text: string): string =>
  (UNPLAIN.test(text) ? text.normalize('NFKD').replace(/\p{M}/gu, '') : text).toLowerCase();

const TOKEN = /(#?)(?:"([^"]*)"?|([^\s"]+))/g;

export function parseQuery(text: string): Query {
  const words: string[] = [];
  const tags: string[] = [];
  for (const [, hash, quoted, bare] of plain(text).matchAll(TOKEN)) {
    const word = (quoted ?? bare ?? '').trim();
    if (hash === '#') {
      if (word !== '') tags.push(word);
    } else if (word.startsWith('#') && word.length > 1) tags.push(word.slice(1));
    else if (word !== '' && word !== '#') words.push(word);
  }
  return { words, tags };
}

/** The query that finds one tag. */
export const tagQuery = (tag: string): string => (/[\s"]/.test(tag) ? `#"${tag}"` : `#${tag}`);

interface Searchable {
  text: string;
  tags: readonly string[];
}

/** Records are replaced, never changed in place: what was prepared of one stays right. */
const prepared = new WeakMap<ListedRun, Searchable>();

function searchable(run: ListedRun): Searchable {
  const known = prepared.get(run);
  if (known) return known;
  const parts = [
    run.name,
    ...run.tags,
    run.note,
    taskInWords(run),
    KIND_WORDS[run.kind],
    stateInWords(run),
    run.backend ?? '',
  ];
  const made = { text: plain(parts.join('\n')), tags: run.tags.map(plain) };
  prepared.set(run, made);
  return made;
}

/** The runs that are wanted, in the order that is wanted. */
export function findRuns(runs: readonly ListedRun[], wanted: Wanted): ListedRun[] {
  const { words, tags } = parseQuery(wanted.query);
  const found = runs.filter((run) => {
    if (wanted.kind !== 'all' && run.kind !== wanted.kind) return false;
    if (wanted.state !== 'all' && run.state !== wanted.state) return false;
    if (words.length === 0 && tags.length === 0) return true;
    const { text, tags: own } = searchable(run);
    return (
      words.every((word) => text.includes(word)) &&
      tags.every((tag) => own.some((mine) => mine.startsWith(tag)))
    );
  });
  return found.sort(ORDERS[wanted.order]);
}

const newest = (a: ListedRun, b: ListedRun): number =>
  compare(b.createdAt, a.createdAt) || compare(a.id, b.id);

function compare<T extends string | number>(a: T, b: T): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Numerals within names by their value: "run 9" before "run 10". */
const NAMES = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

const ORDERS: Readonly<Record<RunOrder, (a: ListedRun, b: ListedRun) => number>> = {
  newest,
  oldest: (a, b) => newest(b, a),
  changed: (a, b) => compare(b.changedAt, a.changedAt) || newest(a, b),
  name: (a, b) => NAMES.compare(a.name, b.name) || newest(a, b),
  // Runs without a number come last.
  best: (a, b) =>
    compare(mainNumber(a) ?? Number.POSITIVE_INFINITY, mainNumber(b) ?? Number.POSITIVE_INFINITY) ||
    newest(a, b),
  longest: (a, b) => compare(b.seconds, a.seconds) || newest(a, b),
};

/** All tags of the runs, by the alphabet. */
export function allTags(runs: readonly ListedRun[]): string[] {
  return [...new Set(runs.flatMap((run) => run.tags))].sort(NAMES.compare);
}
