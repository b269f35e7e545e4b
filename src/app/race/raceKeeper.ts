/**
 * Races as runs that are kept: follows the Compare screen's store, and writes each race's settings, who took part and
 * the summaries of their losses as they come. Loaded with the first race that is a person's wish.
 */
import { errorInfo } from '../../specs/errors';
import { type Clock, realClock } from '../clock';
import type { NotificationStore } from '../notifications';
import type { LazyRuns } from '../runs/lazyRuns';
import type { HeldRun, RunState } from '../runs/types';
import { taskWord } from '../taskText';
import type { RaceRecord, RaceState, RaceStatus, RaceStore } from './raceTypes';

/** At most so often a race that is going on is written. */
const PERSIST_EVERY_MS = 1500;

export interface RaceKeeper {
  /** The next race is a duplicate of this run. */
  descendFrom(parentId: string): void;
  /** Writes what has not been written. */
  flush(): Promise<void>;
}

export interface RaceKeeperDeps {
  race: RaceStore;
  runs: LazyRuns;
  notifications: NotificationStore;
  /** The backend in use, as people read it. */
  backendLabel: () => string | null;
  clock?: Clock;
  /** The race that is not kept, by its number; null: none. */
  ignored: () => number | null;
}

const STATE_OF: Partial<Record<RaceStatus, RunState>> = {
  finished: 'done',
  stopped: 'stopped',
  failed: 'failed',
};

export function keepRaces(deps: RaceKeeperDeps): RaceKeeper {
  const { race, clock = realClock } = deps;
  let parentId: string | null = null;
  let kept: { runId: number; race: KeptRace } | null = null;
  /** The last one that ended. */
  let over: number | null = null;

  const end = (state: RunState, trouble: string | null): void => {
    over = kept?.runId ?? over;
    void kept?.race.ended(state, trouble);
    kept = null;
  };

  const follow = ({ record, status, error }: RaceState, before: RaceState): void => {
    if (kept && record?.runId !== kept.runId) end('stopped', null);
    if (record && record !== before.record && record.runId !== kept?.runId) {
      // One that went on before the first look at it is kept, too, and from its start: its record is whole.
      if (record.runId !== deps.ignored() && record.runId !== over) {
        kept = { runId: record.runId, race: keptRace(deps, clock, parentId) };
        parentId = null;
      }
    }
    if (!kept || !record) return;
    kept.race.goesOn(status === 'racing');
    if (record !== before.record) kept.race.note(record);
    const state = STATE_OF[status];
    if (state) end(state, error?.message ?? null);
  };
  race.subscribe(follow);
  follow(race.getState(), { ...race.getState(), record: null });

  return {
    descendFrom(parent) {
      parentId = parent;
    },
    flush: async () => kept?.race.flush(),
  };
}

interface KeptRace {
  note(record: RaceRecord): void;
  goesOn(racing: boolean): void;
  flush(): Promise<void>;
  ended(state: RunState, trouble: string | null): Promise<void>;
}

function keptRace(
  { runs, notifications, backendLabel }: RaceKeeperDeps,
  clock: Clock,
  parentId: string | null,
): KeptRace {
  let newest: RaceRecord | null = null;
  let holding: Promise<HeldRun | null> | null = null;
  let cancel: (() => void) | null = null;
  /** Since when it goes on, and how long it went on before. */
  let since: number | null = clock.now();
  let beforeMs = 0;

  const hold = async (record: RaceRecord): Promise<HeldRun | null> => {
    try {
      const { book, races } = await runs.load();
      const { config } = record;
      return await book.begin({
        kind: 'race',
        name: `Race, ${taskWord(config.task)}`,
        config: races.configOf(record),
        seed: config.seed,
        backend: backendLabel(),
        parentId,
        progress: { done: 0, total: config.steps, unit: 'steps' },
      });
    } catch (thrown) {
      notifications.getState().notifyError('The race is not stored', errorInfo(thrown));
      return null;
    }
  };
  const flush = async (): Promise<HeldRun | null> => {
    cancel?.();
    cancel = null;
    const held = (await holding) ?? null;
    const { races } = await runs.load();
    const seconds = (beforeMs + (since === null ? 0 : clock.now() - since)) / 1000;
    if (held && newest) {
      const { patch, ...what } = races.saveOf(newest);
      await held.save({ ...what, patch: { ...patch, seconds } });
    }
    return held;
  };

  return {
    note(record) {
      newest = record;
      holding ??= hold(record);
      cancel ??= clock.setTimeout(() => void flush(), PERSIST_EVERY_MS);
    },
    goesOn(racing) {
      if (racing === (since !== null)) return;
      if (since !== null) beforeMs += clock.now() - since;
      since = racing ? clock.now() : null;
    },
    async flush() {
      await flush();
    },
    async ended(state, trouble) {
      // One that never began to race is nothing to keep.
      if (holding === null) return;
      const held = await flush().catch(() => null);
      await held?.end(state, { trouble });
    },
  };
}
