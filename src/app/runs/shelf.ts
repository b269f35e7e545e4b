/** All runs that are kept, whoever has them: listing, words about them, removal and its undoing. */
import { LabError } from '../../specs/errors';
import type { RunRecord } from '../../specs/run';
import type { Change, LabStorage, Stored } from '../storage/storage';
import { heldElsewhere, type RunBook } from './keeping';
import { adoptLastTraining } from './lastTraining';
import { parseStoredRun, removalOf, type StoredRun } from './stored';

export type RunWords = Partial<Pick<RunRecord, 'name' | 'tags' | 'note' | 'optimizerId'>>;

export interface RunShelf {
  all(): Promise<{ runs: StoredRun[]; unreadable: number }>;
  /** By id, all of them or those asked for: null where one cannot be read; one that is not there is left out. */
  read(ids?: Iterable<string>): Promise<Map<string, StoredRun | null>>;
  /** Those of the runs that other tabs have. */
  takenElsewhere(runs: readonly StoredRun[]): Promise<ReadonlySet<string>>;
  edit(id: string, words: RunWords): Promise<void>;
  dismiss(id: string): Promise<void>;
  /** Throws LabError 'bad-input' where any tab has one of them: then none is removed. */
  remove(ids: readonly string[]): Promise<void>;
  restore(ids: readonly string[]): Promise<void>;
  /** Removes what is large: curves, checkpoints. The records stay. */
  thin(ids: readonly string[]): Promise<void>;
}

/** Without locks, a run that was written so shortly ago is taken to be going on. */
const FRESH_MS = 15_000;

export function createShelf(
  storage: LabStorage,
  book: RunBook,
  now: () => Date = () => new Date(),
): RunShelf {
  /** What was removed in this visit, whole. */
  const removed = new Map<string, Change[]>();
  let migrated: Promise<void> | null = null;

  const nobodyHas = async (id: string): Promise<void> => {
    const run = await book.stored(id);
    if (!run) throw new LabError({ code: 'bad-input', message: `There is no run ${id} any more.` });
    if (book.held.has(id)) {
      throw new LabError({
        code: 'bad-input',
        message: `"${run.record.name}" is going on.`,
        remedy: 'Stop it first.',
      });
    }
    if ((await elsewhere([run])).has(id)) throw heldElsewhere(run.record.name);
  };

  const tellAll = (ids: readonly string[]): void => {
    for (const id of ids) book.news.tell(id);
  };

  const elsewhere = async (runs: readonly StoredRun[]): Promise<ReadonlySet<string>> => {
    const taken = await book.holds.taken();
    const isFresh = ({ record }: StoredRun): boolean =>
      record.state === 'running' && now().getTime() - Date.parse(record.changedAt) < FRESH_MS;
    return new Set(
      runs
        .filter((run) => !book.held.has(run.record.id))
        .filter((run) => (taken ? taken.has(run.record.id) : isFresh(run)))
        .map(({ record }) => record.id),
    );
  };

  /** Changes a run that nobody has; once more where somebody wrote it in between. */
  const change = async (id: string, made: (run: StoredRun) => StoredRun): Promise<void> => {
    for (let attempt = 0; attempt < 3; attempt++) {
      const run = await book.stored(id);
      if (!run) {
        throw new LabError({ code: 'bad-input', message: `There is no run ${id} any more.` });
      }
      if ((await elsewhere([run])).has(id)) throw heldElsewhere(run.record.name);
      const written = await storage.write([{ store: 'runs', key: id, value: made(run) }], {
        store: 'runs',
        key: id,
        allows: (value) => isAs(run, value),
      });
      if (written) {
        book.news.tell(id);
        return;
      }
    }
    throw changedMeanwhile();
  };

  const read: RunShelf['read'] = async (ids) => {
    migrated ??= adoptLastTraining(storage, now).catch(() => undefined);
    await migrated;
    const stored = ids
      ? await Promise.all(
          Array.from(ids, async (key) => ({ key, value: await storage.get('runs', key) })),
        )
      : await storage.all('runs');
    return new Map(
      stored
        .filter(({ value }) => value !== undefined)
        .map(({ key, value }) => [key, parseStoredRun(value)]),
    );
  };

  return {
    read,
    async all() {
      const runs: StoredRun[] = [];
      let unreadable = 0;
      for (const run of (await read()).values()) {
        if (run) runs.push(run);
        else unreadable++;
      }
      return { runs, unreadable };
    },
    takenElsewhere: elsewhere,
    async edit(id, words) {
      const mine = book.held.get(id);
      if (mine) {
        await mine.words(words);
        return;
      }
      await change(id, (run) => ({
        ...run,
        record: { ...run.record, ...words, changedAt: now().toISOString() } as RunRecord,
      }));
    },
    async dismiss(id) {
      const mine = book.held.get(id);
      if (mine) await mine.dismiss();
      else await change(id, (run) => ({ ...run, dismissed: true }));
    },
    async remove(ids) {
      for (const id of ids) await nobodyHas(id);
      const whole = await Promise.all(
        ids.map(async (id) => [id, await contents(storage, id)] as const),
      );
      await storage.write(ids.flatMap(removalOf));
      for (const [id, changes] of whole) removed.set(id, changes);
      tellAll(ids);
    },
    async restore(ids) {
      const changes = ids.flatMap((id) => removed.get(id) ?? []);
      await storage.write(changes);
      for (const id of ids) removed.delete(id);
      tellAll(ids);
    },
    async thin(ids) {
      for (const id of ids) {
        await nobodyHas(id);
        const [, ...large] = removalOf(id);
        const run = await book.stored(id);
        if (!run) continue;
        const written = await storage.write(
          [{ store: 'runs', key: id, value: { ...run, series: {}, dismissed: true } }, ...large],
          { store: 'runs', key: id, allows: (value) => isAs(run, value) },
        );
        if (!written) throw changedMeanwhile();
      }
      tellAll(ids);
    },
  };
}

/** Whether nobody has written the run since it was read. */
const isAs = ({ record, writer }: StoredRun, value: unknown): boolean => {
  const now = parseStoredRun(value);
  return now?.writer === writer && now.record.changedAt === record.changedAt;
};

const changedMeanwhile = (): LabError =>
  new LabError({
    code: 'bad-input',
    message: 'Another tab was changing this run at the same time.',
    remedy: 'Try again.',
  });

/** All that is stored of a run, as the changes that would write it again. */
async function contents(storage: LabStorage, id: string): Promise<Change[]> {
  const value = await storage.get('runs', id);
  const [parts, series] = await Promise.all([
    storage.all('parts', `${id}/`),
    storage.all('series', `${id}/`),
  ]);
  const as = (store: 'parts' | 'series', stored: Stored[]): Change[] =>
    stored.map(({ key, value }) => ({ store, key, value }));
  return [{ store: 'runs', key: id, value }, ...as('parts', parts), ...as('series', series)];
}
