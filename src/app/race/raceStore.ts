/** The Compare screen's store: settings, the race that is computed, and the player over what is recorded. */
import { createStore } from 'zustand/vanilla';
import { errorInfo, LabError } from '../../specs/errors';
import { BASELINE_LABELS, isPaperBaseline, isRated } from '../../specs/optimizer';
import type { RaceEnd } from '../../worker/protocol';
import { computedBy } from '../backendText';
import type { BaselineRates } from '../baselineRates';
import { type Clock, realClock } from '../clock';
import type { Engine } from '../engine';
import { NAMING_VALUES, parsedOrTold } from '../invalidSetting';
import type { LibraryStore } from '../library/libraryTypes';
import type { NotificationStore } from '../notifications';
import { BASELINE_ENTRANTS, baselineEntrant, raceOptimizers } from './entrants';
import { createPlayback, stepsPerSecond } from './player';
import { createRaceContext } from './raceContext';
import { type RaceRun, type RaceRunHandlers, startRaceRun } from './raceRun';
import { headOf, isComplete, isComputing, raceInputs } from './raceSelectors';
import { DEFAULT_RACE, DEFAULT_VIEW, raceForTask, raceSettingsSchema } from './raceSettings';
import type { RaceActions, RaceState, RaceStatus, RaceStore } from './raceTypes';

/** Statuses in which Step has no race to go on with and makes one. */
const WITHOUT_RACE: readonly RaceStatus[] = ['idle', 'failed'];

export interface RaceDeps {
  engine: Pick<Engine, 'store' | 'ready' | 'request' | 'startRun' | 'recover' | 'unfollow'>;
  library: LibraryStore;
  baselines: BaselineRates;
  notifications: NotificationStore;
  clock?: Clock;
}

export function createRaceStore(deps: RaceDeps): RaceStore {
  const { engine, library, baselines, notifications, clock = realClock } = deps;
  const backend = (): string => engine.store.getState().backend?.label ?? 'the engine is starting';
  /** The race being computed; null once it has ended. */
  let run: RaceRun | null = null;
  /** A race that waits for the library. */
  let preparing: { paused: boolean } | null = null;

  return createStore<RaceState & RaceActions>()((set, get) => {
    const context = createRaceContext({ get, set, baselines, engine, library, notifications });
    const setPlayer = (patch: Partial<RaceState['player']>): void =>
      set({ player: { ...get().player, ...patch } });

    const playback = createPlayback(
      clock,
      () => stepsPerSecond(get().player.speed, get().record?.config.steps ?? 0),
      (count) => {
        const head = headOf(get().record);
        const cursor = Math.min(head, get().player.cursor + count);
        const caughtUp = cursor === head;
        setPlayer({ cursor, playing: !caughtUp, following: caughtUp });
        return !caughtUp;
      },
    );

    const pausedText = (): string => {
      const { record } = get();
      return record
        ? `Paused: step ${headOf(record)} of ${record.config.steps} computed.`
        : 'Paused before the first step.';
    };
    /** Everything stands still: the playback, and the worker at whatever it is doing. */
    const halt = (): void => {
      playback.stop();
      if (get().player.playing) setPlayer({ playing: false });
      if (!isComputing(get())) return;
      run?.pause();
      if (preparing) preparing.paused = true;
      set({ status: 'paused', text: pausedText() });
    };

    /** Forgets the recorded race, and ends the one being computed. */
    const forget = (): void => {
      const former = run;
      run = null;
      preparing = null;
      former?.stop();
      playback.stop();
      context.setRecordedFrom(null);
      set({
        record: null,
        error: null,
        tuningProgress: null,
        stale: false,
        player: { ...get().player, cursor: 0, playing: false, following: true },
      });
    };

    const ended = (end: RaceEnd): void => {
      const head = headOf(get().record);
      const by = computedBy(backend(), get().record?.byDefinition);
      const took = `${end.seconds.toFixed(end.seconds < 10 ? 1 : 0)} s`;
      set(
        end.outcome === 'finished'
          ? { status: 'finished', text: `Finished: ${head} steps in ${took}, ${by}.` }
          : { status: 'stopped', text: `Stopped at step ${head}.` },
      );
      set({ tuningProgress: null });
    };

    /** Computes the present settings from the start; `steps` where it begins paused, to do so many at once. */
    async function compute(paused: boolean, steps = 0): Promise<void> {
      const { settings, entrants } = get();
      const { task, horizon, problems, seed } = settings;
      const inputs = raceInputs(settings, entrants);
      const tune = entrants.flatMap((e) =>
        e.kind === 'baseline' && e.enabled && e.manualRate === null && isRated(e.id) ? [e.id] : [],
      );
      const handlers: RaceRunHandlers = {
        onTuning(done, total) {
          if (run !== started) return;
          const names = tune.map((name) => BASELINE_LABELS[name]).join(', ');
          set({
            status: started.paused ? 'paused' : 'tuning',
            tuningProgress: total > 0 ? done / total : 0,
            text: `Tuning the learning rates of ${names}: ${done} of ${total}, ${backend()}`,
          });
        },
        onRates(rates) {
          if (run !== started) return;
          set({ tuningProgress: null, status: started.paused ? 'paused' : 'racing' });
          context.noteRates(rates, settings);
        },
        onRecord(record) {
          if (run !== started) return;
          const head = headOf(record);
          const { player } = get();
          // A race that begins again has fewer steps than were shown before.
          const cursor = player.following ? head : Math.min(player.cursor, head);
          set({ record, player: cursor === player.cursor ? player : { ...player, cursor } });
          set({
            text: started.paused
              ? pausedText()
              : `Racing: step ${head} of ${horizon}, ${computedBy(backend(), record.byDefinition)}`,
          });
        },
      };
      forget();
      context.setRecordedFrom(inputs);
      set({ status: paused ? 'paused' : 'racing', text: `Getting ready to race, ${backend()}` });
      const plan = {
        base: { task, steps: horizon, problems, seed },
        tune,
        entrants: (rates: Parameters<typeof raceOptimizers>[2]) =>
          raceOptimizers(entrants, library.getState().entries, rates),
      };
      const started = startRaceRun(engine, baselines, plan, handlers, paused);
      run = started;
      if (steps > 0) started.step(steps);
      try {
        const end = await started.done;
        if (run !== started) return;
        run = null;
        ended(end);
      } catch (thrown) {
        if (run !== started) return;
        run = null;
        const error = errorInfo(thrown);
        set({ status: 'failed', error, tuningProgress: null, text: `Failed: ${error.message}` });
      }
    }

    /** Learned optimizers are read from the library before they race. */
    async function begin(paused: boolean, steps = 0): Promise<void> {
      forget();
      const mine = { paused };
      preparing = mine;
      set({ status: paused ? 'paused' : 'racing', text: 'Reading the library.' });
      await library.getState().load();
      if (preparing === mine) await compute(mine.paused, steps);
    }

    const actions: RaceActions = {
      run: ({ paused = false } = {}) => begin(paused),
      async autoRace() {
        void context.refreshTask();
        if (get().status === 'idle') await begin(false);
      },
      pause: halt,
      resume() {
        const { player, record, status } = get();
        const head = headOf(record);
        if (status === 'paused' && (run || preparing)) {
          run?.resume();
          if (preparing) preparing.paused = false;
          set({ status: record ? 'racing' : 'tuning', text: `Going on, ${backend()}` });
          if (player.cursor === head) return setPlayer({ following: true });
        }
        if (head === 0) return;
        const cursor = player.cursor < head ? player.cursor : 0;
        setPlayer({ playing: true, following: false, cursor });
        playback.start();
      },
      step() {
        halt();
        const { player, record, status } = get();
        const head = headOf(record);
        if (player.cursor < head) {
          const cursor = player.cursor + 1;
          return setPlayer({ cursor, following: cursor === head });
        }
        if (WITHOUT_RACE.includes(status)) return void begin(true, 1);
        if (isComplete(record)) return;
        setPlayer({ following: true });
        run?.step(1);
      },
      stepBack() {
        halt();
        setPlayer({ cursor: Math.max(0, get().player.cursor - 1), following: false });
      },
      scrub(t) {
        playback.stop();
        const head = headOf(get().record);
        const cursor = Math.max(0, Math.min(head, Math.round(t)));
        setPlayer({ cursor, following: cursor === head, playing: false });
      },
      reset() {
        halt();
        setPlayer({ cursor: 0, following: false });
      },
      stop() {
        playback.stop();
        setPlayer({ playing: false });
        run?.stop();
        if (preparing) set({ status: 'stopped', text: 'Stopped before the first step.' });
        preparing = null;
      },
      setSpeed: (speed) => setPlayer({ speed }),
      updateSettings(patch) {
        const before = get().settings;
        const settings = parsedOrTold(notifications, () =>
          raceSettingsSchema.parse(
            { ...(patch.task ? raceForTask(before, patch.task) : before), ...patch },
            NAMING_VALUES,
          ),
        );
        if (!settings) return;
        set({ settings });
        if (patch.task && patch.task.name !== before.task.name) context.followLibrary();
        context.refresh();
        if (patch.task || patch.horizon) void context.refreshTask();
      },
      updateView: (patch) => set({ view: { ...get().view, ...patch } }),
      addOptimizer(libraryId) {
        const { entrants } = get();
        if (!library.getState().entry(libraryId)) {
          throw new LabError({ code: 'bad-input', message: `No optimizer has id ${libraryId}.` });
        }
        const rest = entrants.filter((e) => e.id !== libraryId);
        const learned = rest.filter((e) => e.kind === 'learned');
        const others = rest.filter((e) => e.kind === 'baseline');
        context.setEntrants([
          ...learned,
          { kind: 'learned', id: libraryId, enabled: true },
          ...others,
        ]);
      },
      removeOptimizer: (id) =>
        context.setEntrants(get().entrants.filter((e) => e.id !== id || isPaperBaseline(e.id))),
      addBaseline(name) {
        const { entrants } = get();
        context.setEntrants(
          entrants.some((e) => e.id === name)
            ? entrants.map((e) => (e.id === name ? { ...e, enabled: true } : e))
            : [...entrants, baselineEntrant(name)],
        );
      },
      toggleOptimizer: (id) =>
        context.setEntrants(
          get().entrants.map((e) => (e.id === id ? { ...e, enabled: !e.enabled } : e)),
        ),
      setEntrants: (entrants) => context.setEntrants(entrants),
      setLearningRate(name, rate) {
        if (rate !== null && !(rate > 0 && Number.isFinite(rate))) {
          throw new LabError({
            code: 'bad-input',
            message: `The learning rate of ${BASELINE_LABELS[name]} is ${rate}; it must be above 0.`,
          });
        }
        context.setEntrants(
          get().entrants.map((e) =>
            e.kind === 'baseline' && e.id === name ? { ...e, manualRate: rate } : e,
          ),
        );
      },
    };

    return {
      settings: DEFAULT_RACE,
      view: DEFAULT_VIEW,
      entrants: BASELINE_ENTRANTS,
      entrantsChosen: false,
      status: 'idle',
      text: 'Ready to race.',
      tuningProgress: null,
      error: null,
      record: null,
      player: { cursor: 0, playing: false, following: true, speed: 1 },
      rates: {},
      surfaceMap: null,
      stale: false,
      ...actions,
    };
  });
}
