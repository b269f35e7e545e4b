/** A run that this tab has: its record as it is now, and its saves, one after the other, each of them whole or not at all. */
import { type ErrorInfo, errorInfo, LabError } from '../../specs/errors';
import type { Change, LabStorage } from '../storage/storage';
import type { RunNews } from './news';
import { chunkCount, chunkKey, planChunks } from './seriesChunks';
import { finiteResult, parseStoredRun, partKey, type StoredRun, seriesPrefix } from './stored';
import type { HeldRun, RunPatch, RunSave } from './types';

export interface HeldDeps {
  storage: LabStorage;
  news: RunNews;
  now: () => Date;
  /** Called at the first save that fails, and after it only when one has succeeded in between. */
  onFailure(name: string, error: ErrorInfo): void;
  /** @param written what was still to be written is */
  onReleased(written: Promise<void>): void;
}

const TAKEN_OVER: ErrorInfo = {
  code: 'storage',
  message: 'Another tab has gone on with this run: what is done here is not kept.',
  remedy: 'Go on with it in the other tab.',
};

/** What keeps a run's record, its words included: the list changes them while the run goes on. */
export type OwnRun = HeldRun & {
  /** Makes this tab the one whose writes count. */
  take(): Promise<void>;
  words(patch: Partial<Pick<StoredRun['record'], 'tags' | 'note' | 'name'>>): Promise<boolean>;
  dismiss(): Promise<boolean>;
};

export function createHeldRun(first: StoredRun, deps: HeldDeps): OwnRun {
  const { storage, news, now, onFailure, onReleased } = deps;
  const { id } = first.record;
  let run = first;
  let released = false;
  let failing = false;
  let queue: Promise<unknown> = Promise.resolve();

  const patched = ({ result, ...patch }: RunPatch, dismissed = run.dismissed): StoredRun => ({
    ...run,
    dismissed,
    record: {
      ...run.record,
      ...patch,
      ...(result ? { result: finiteResult(result) } : {}),
      changedAt: now().toISOString(),
    } as StoredRun['record'],
  });

  /** The run's present state with these changes, written together with it. */
  async function write({ series = {}, parts = {}, drop = [] }: RunSave, anyWriter = false) {
    const before = run;
    const tables = { ...before.series };
    const changes: Change[] = [];
    for (const name of drop) {
      delete tables[name];
      changes.push({ store: 'series', removeAll: seriesPrefix(id, name) });
    }
    for (const [name, tail] of Object.entries(series)) {
      const rows = tables[name]?.rows ?? 0;
      const { chunks, count } = planChunks(rows, tail);
      const key = (index: number) => seriesPrefix(id, name) + chunkKey(index);
      for (const { index, chunk } of chunks) {
        changes.push({ store: 'series', key: key(index), value: chunk });
      }
      const had = chunkCount(rows, tail.columns);
      for (let index = count; index < had; index++) {
        changes.push({ store: 'series', remove: key(index) });
      }
      tables[name] = { columns: tail.columns, rows: tail.rows };
    }
    for (const [name, value] of Object.entries(parts)) {
      const key = partKey(id, name);
      changes.push(
        value === undefined ? { store: 'parts', remove: key } : { store: 'parts', key, value },
      );
    }
    const next: StoredRun = { ...run, series: tables };
    changes.push({ store: 'runs', key: id, value: next });
    const allowed = await storage.write(changes, {
      store: 'runs',
      key: id,
      allows: (value) => {
        if (anyWriter || value === undefined) return true;
        return parseStoredRun(value)?.writer === next.writer;
      },
    });
    if (!allowed) throw new LabError(TAKEN_OVER);
    run = { ...run, series: tables };
  }

  /** One after the other; false where the browser did not take it. */
  const save = (what: RunSave, anyWriter = false): Promise<boolean> => {
    const saved = queue.then(async () => {
      try {
        await write(what, anyWriter);
        failing = false;
        news.tell(id);
        return (await storage.kind()) === 'persistent';
      } catch (thrown) {
        if (!failing) onFailure(run.record.name, errorInfo(thrown));
        failing = true;
        return false;
      }
    });
    queue = saved;
    return saved;
  };

  const release = (): void => {
    if (released) return;
    released = true;
    onReleased(queue.then(() => undefined));
  };

  return {
    id,
    get record() {
      return run.record;
    },
    get tables() {
      return Object.keys(run.series);
    },
    save(what) {
      if (what.patch) run = patched(what.patch);
      return save(what);
    },
    async end(state, patch = {}) {
      run = patched({ ...patch, state });
      await save({});
      release();
    },
    release,
    async take() {
      await save({}, true);
    },
    words(words) {
      run = patched({});
      run = { ...run, record: { ...run.record, ...words } as StoredRun['record'] };
      return save({});
    },
    dismiss() {
      run = patched({}, true);
      return save({});
    },
  };
}
