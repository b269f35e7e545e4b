/**
 * A search as a run keeps it: part `search`, its state; parts `trial N`, a checkpoint file each (validated when it is
 * read, as any file); series `best score`, [points, 2]: after so many trials, the best score.
 */
import { readCheckpointFile, writeCheckpointFile } from '../../optimizerFile';
import { atRest, isGoingOn } from '../../settingSearch/progress';
import { bestTrial } from '../../settingSearch/ranking';
import { readSearchState } from '../../settingSearch/readSearch';
import { trialTraining } from '../../settingSearch/space';
import { LabError } from '../../specs/errors';
import type { RunRecord } from '../../specs/run';
import type { SearchState, Trial } from '../../specs/search';
import type { Checkpoint } from '../../specs/training';
import { type Clock, realClock } from '../clock';
import type { LazyRuns } from '../runs/lazyRuns';
import type { HeldRun, RunPatch, RunSave } from '../runs/types';
import { sameData } from '../train/trainSettings';
import type { TrialShelf } from './poolTrial';
import { searchName } from './searchText';

/** At most so often a search that goes on is written. */
const SAVE_EVERY_MS = 2000;

export interface SearchKeeper extends TrialShelf {
  /** The next search is a duplicate of this run. */
  descendFrom(parentId: string): void;
  /** Begins to keep a new search. */
  begin(search: SearchState, backend: string | null): Promise<void>;
  /** Takes up the search that is shown; it may have gone on in another tab since: its newest state. */
  take(): Promise<SearchState>;
  /** What it has become: written soon. */
  changed(search: SearchState): void;
  /** Writes what has not been written. */
  flush(): Promise<void>;
  ended(state: RunRecord['state'], trouble: string | null): Promise<void>;
  /** Shows a search that is kept; throws LabError 'bad-file' where it is damaged. */
  show(id: string): Promise<SearchState>;
  /** The one to show on return; null where there is none. */
  toOffer(): Promise<SearchState | null>;
  optimizerKept(id: string): Promise<void>;
  /** Forgets which search is shown, and asks not to be offered it again. */
  dismiss(): void;
}

export function createSearchKeeper(deps: {
  runs: LazyRuns;
  onPersisted: (persisted: boolean) => void;
  clock?: Clock | undefined;
}): SearchKeeper {
  const { runs, onPersisted, clock = realClock } = deps;
  let shownId: string | null = null;
  let parentId: string | null = null;
  let held: HeldRun | null = null;
  let search: SearchState | null = null;
  let dirty = false;
  /** Checkpoints that have not been written yet, by trial. */
  let unwritten = new Map<number, Checkpoint>();
  let cancel: (() => void) | null = null;

  const save = async (patch: RunPatch = {}): Promise<void> => {
    cancel?.();
    cancel = null;
    if (held === null || search === null) return;
    if (!dirty && unwritten.size === 0 && Object.keys(patch).length === 0) return;
    const fresh = unwritten;
    dirty = false;
    unwritten = new Map();
    const what = savedSearch(search, fresh);
    const kept = await held.save({ ...what, patch: { ...what.patch, ...patch } });
    onPersisted(kept);
  };
  const soon = (): void => {
    cancel ??= clock.setTimeout(() => void save(), SAVE_EVERY_MS);
  };

  const read = async (id: string): Promise<SearchState> => {
    const { book } = await runs.load();
    const part = await book.part(id, 'search');
    if (part === undefined) {
      throw new LabError({
        code: 'bad-file',
        message: 'This search has no trials any more: its curves and checkpoints were removed.',
        remedy: 'Duplicate it, and search again.',
      });
    }
    // What was running when it was written runs no more.
    return atRest(readSearchState(part, 'the stored search'));
  };
  const show = async (id: string): Promise<SearchState> => {
    const found = await read(id);
    held?.release();
    held = null;
    shownId = id;
    search = found;
    unwritten = new Map();
    dirty = false;
    return found;
  };

  return {
    descendFrom(parent) {
      parentId = parent;
    },
    async begin(begun, backend) {
      held?.release();
      const { book } = await runs.load();
      held = await book.begin({
        kind: 'search',
        config: begun.config,
        seed: begun.config.seed,
        name: searchName(begun.config),
        backend,
        progress: progressOf(begun),
        parentId,
      });
      parentId = null;
      shownId = held.id;
      search = begun;
      unwritten = new Map();
      dirty = true;
      await save();
    },
    async take() {
      if (shownId === null) {
        throw new LabError({ code: 'bad-input', message: 'There is no search to go on with.' });
      }
      const { book } = await runs.load();
      const mine = await book.writtenHere(shownId);
      held = await book.take(shownId);
      if (!mine || search === null) search = await read(shownId);
      return search;
    },
    changed(next) {
      search = next;
      dirty = true;
      soon();
    },
    note(trial, checkpoint) {
      unwritten.set(trial, checkpoint);
      soon();
    },
    async checkpoint(trial) {
      const fresh = unwritten.get(trial);
      if (fresh) return fresh;
      if (shownId === null || search === null) return null;
      const { book } = await runs.load();
      const file = await book.part(shownId, partOf(trial));
      if (!(file instanceof Uint8Array)) return null;
      const found = readCheckpointFile(file, `the stored trial ${trial}`);
      const own = trialTraining(search.config, search.trials[trial]?.settings ?? {});
      if (sameData(plain(found.config), plain(own))) return found;
      throw new LabError({
        code: 'bad-file',
        message: `The stored checkpoint of trial ${trial} is that of another training.`,
        remedy: 'Duplicate the search, and begin anew.',
      });
    },
    flush: () => save(),
    async ended(state, trouble) {
      await save({ state, trouble });
      held?.release();
      held = null;
    },
    show,
    async toOffer() {
      const { shelf, book } = await runs.load();
      const all = (await shelf.all()).runs;
      const taken = await shelf.takenElsewhere(all);
      const candidates = all
        .filter(({ record, dismissed }) => record.kind === 'search' && !dismissed)
        .filter(({ record }) => !taken.has(record.id) && !book.held.has(record.id))
        .sort((a, b) => (a.record.changedAt < b.record.changedAt ? 1 : -1));
      for (const { record } of candidates) {
        const found = await show(record.id).catch(() => null);
        if (found) return found;
      }
      return null;
    },
    async optimizerKept(optimizerId) {
      if (held) await held.save({ patch: { optimizerId } });
      else if (shownId !== null) await (await runs.load()).shelf.edit(shownId, { optimizerId });
    },
    dismiss() {
      const id = shownId;
      held?.release();
      held = null;
      shownId = null;
      search = null;
      unwritten = new Map();
      if (id !== null) void runs.load().then(({ shelf }) => shelf.dismiss(id), noop);
    },
  };
}

function noop(): void {}

const partOf = (trial: number): string => `trial ${trial}`;

/** As JSON has it: without what is undefined. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

const OVER: readonly Trial['state'][] = ['out', 'finished', 'early-stopped', 'diverged', 'failed'];

export function progressOf({ trials }: SearchState): RunRecord['progress'] {
  const done = trials.filter(({ state }) => OVER.includes(state)).length;
  return { done, total: trials.length, unit: 'trials' };
}

function savedSearch(
  search: SearchState,
  checkpoints: ReadonlyMap<number, Checkpoint>,
): Required<Pick<RunSave, 'patch' | 'parts' | 'series'>> {
  const best = bestTrial(search);
  const rows = bestSoFar(search);
  return {
    patch: {
      progress: progressOf(search),
      seconds: search.trials.reduce((sum, { seconds }) => sum + seconds, 0),
      result: best === null ? {} : { 'best validation': best.score, 'best trial': best.number },
    },
    parts: {
      search,
      ...Object.fromEntries(
        [...checkpoints].map(([trial, checkpoint]) => [
          partOf(trial),
          writeCheckpointFile(checkpoint),
        ]),
      ),
    },
    // Trials end in any order, so what was written is not only ever longer: it is a curve at the end.
    series: isGoingOn(search)
      ? {}
      : { 'best score': { columns: 2, rows: rows.length, row: (i) => rows[i] ?? [] } },
  };
}

/** [trials counted in the order of their numbers, the best score among them], where there is one. */
function bestSoFar({ trials }: SearchState): [number, number][] {
  let best = Number.POSITIVE_INFINITY;
  return trials.flatMap(({ number, score }): [number, number][] => {
    best = Math.min(best, score ?? Number.POSITIVE_INFINITY);
    return Number.isFinite(best) ? [[number + 1, best]] : [];
  });
}
