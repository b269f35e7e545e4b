/** Begins, takes up and reads runs: what trainings, races and searches are kept by. */
import { LabError } from '../../specs/errors';
import type { RunRecord } from '../../specs/run';
import type { LabStorage } from '../storage/storage';
import { APP_VERSION } from '../version';
import { createHeldRun, type HeldDeps, type OwnRun } from './heldRun';
import { createHolds, type Holds } from './holds';
import { createRunNews, type RunNews } from './news';
import { joinChunks } from './seriesChunks';
import { parseStoredRun, partKey, type StoredRun, seriesPrefix } from './stored';
import type { NewRun, RunKeeping } from './types';

export interface KeepingDeps {
  storage: LabStorage;
  /** A write failed: told to the person once for each run. */
  onFailure: HeldDeps['onFailure'];
  holds?: Holds;
  news?: RunNews;
  now?: () => Date;
  newId?: () => string;
}

export interface RunBook extends RunKeeping {
  readonly holds: Holds;
  readonly news: RunNews;
  /** Runs that this tab holds, by id. */
  readonly held: ReadonlyMap<string, OwnRun>;
  stored(id: string): Promise<StoredRun | null>;
  /** Whether this tab was the last to write it. */
  writtenHere(id: string): Promise<boolean>;
}

const randomId = (): string => `run-${crypto.randomUUID().slice(0, 13)}`;

export const heldElsewhere = (name: string): LabError =>
  new LabError({
    code: 'bad-input',
    message: `"${name}" is going on in another tab.`,
    remedy: 'Go on with it there, or close that tab first.',
  });

export function createKeeping(deps: KeepingDeps): RunBook {
  const { storage, onFailure } = deps;
  const { holds = createHolds(), news = createRunNews() } = deps;
  const { now = () => new Date(), newId = randomId } = deps;
  const writer = randomId();
  const held = new Map<string, OwnRun>();
  /** Runs that were let go of, until their last writes are done. */
  const closing = new Map<string, Promise<void>>();

  const stored = async (id: string): Promise<StoredRun | null> =>
    parseStoredRun(await storage.get('runs', id));

  const hold = (run: StoredRun, release: () => void): OwnRun => {
    const made = createHeldRun(
      { ...run, writer },
      {
        storage,
        news,
        now,
        onFailure,
        onReleased: (written) => {
          const { id } = run.record;
          held.delete(id);
          const over = written.then(release);
          closing.set(id, over);
          void over.then(() => {
            if (closing.get(id) === over) closing.delete(id);
            news.tell(id);
          });
        },
      },
    );
    held.set(made.id, made);
    return made;
  };

  return {
    holds,
    news,
    held,
    stored,
    async writtenHere(id) {
      return held.has(id) || (await stored(id))?.writer === writer;
    },
    async begin<K extends RunRecord['kind']>(run: NewRun<K>) {
      const id = newId();
      const release = await holds.take(id);
      if (release === null) throw heldElsewhere(run.name);
      const date = now().toISOString();
      const { parentId = null, ...words } = run;
      const record = {
        ...words,
        version: 1,
        id,
        createdAt: date,
        changedAt: date,
        state: 'running',
        appVersion: APP_VERSION,
        seconds: 0,
        result: {},
        tags: [],
        note: '',
        optimizerId: null,
        parentId,
        trouble: null,
      } as unknown as RunRecord;
      const made = hold({ version: 2, record, writer, series: {}, dismissed: false }, release);
      await made.save({ patch: {} });
      return made;
    },
    async take(id) {
      const mine = held.get(id);
      if (mine) return mine;
      await closing.get(id);
      const release = await holds.take(id);
      const run = await stored(id);
      if (release === null) throw heldElsewhere(run?.record.name ?? id);
      if (run === null) {
        release();
        throw new LabError({ code: 'bad-input', message: `There is no run ${id} any more.` });
      }
      const made = hold(run, release);
      // From now on the writes of any tab that still believes it has the run are refused.
      await made.take();
      return made;
    },
    async record(id) {
      return held.get(id)?.record ?? (await stored(id))?.record ?? null;
    },
    part: (id, name) => storage.get('parts', partKey(id, name)),
    async series(id, name) {
      const table = (await stored(id))?.series[name];
      if (!table) return { columns: 1, values: new Float64Array() };
      const chunks = await storage.all('series', seriesPrefix(id, name));
      const { columns, rows } = table;
      return {
        columns,
        values: joinChunks(
          chunks.map(({ value }) => value),
          rows,
          columns,
        ),
      };
    },
  };
}
