/**
 * What follows from the race's settings, its entrants and the library: the learning rates known, the contour map,
 * who takes part by default, and whether the recorded race is still the one that Run would make.
 */
import type { StoreApi } from 'zustand/vanilla';
import type { BaselineRates, Rates } from '../baselineRates';
import type { Engine } from '../engine';
import type { LibraryStore } from '../library/libraryTypes';
import type { NotificationStore } from '../notifications';
import { sameData } from '../train/trainSettings';
import { defaultEntrants, ratesInUse, unknownEntrants } from './entrants';
import { type RaceInputs, raceInputs, sameRace } from './raceSelectors';
import type { Entrant, RaceSettings, RaceState } from './raceTypes';

const SURFACE_RESOLUTION = 96;

export interface RaceContext {
  /** What the recorded race was made of; null without one. */
  setRecordedFrom(inputs: RaceInputs | null): void;
  /** After a change of settings or entrants. */
  refresh(): void;
  /** After a change of the task or the horizon. */
  refreshTask(): Promise<void>;
  setEntrants(entrants: readonly Entrant[], chosen?: boolean): void;
  /** After a change of the task's kind, or of the library. */
  followLibrary(options?: { announce: boolean }): void;
  /** Rates that a race of `settings` has just found. */
  noteRates(rates: Rates, settings: RaceSettings): void;
}

export function createRaceContext(deps: {
  get: () => RaceState;
  set: StoreApi<RaceState>['setState'];
  baselines: BaselineRates;
  engine: Pick<Engine, 'request'>;
  library: LibraryStore;
  notifications: NotificationStore;
}): RaceContext {
  const { get, set, baselines, engine, library, notifications } = deps;
  let recordedFrom: RaceInputs | null = null;
  let tuned: Rates = {};
  let newest = 0;

  const inputs = (): RaceInputs => raceInputs(get().settings, get().entrants);

  function refresh(): void {
    set({
      rates: ratesInUse(get().entrants, tuned),
      stale: recordedFrom !== null && !sameRace(recordedFrom, inputs()),
    });
  }

  function setEntrants(entrants: readonly Entrant[], chosen = true): void {
    set({ entrants, entrantsChosen: chosen });
    refresh();
  }

  function followLibrary({ announce } = { announce: false }): void {
    const { entries, status } = library.getState();
    if (status !== 'ready') return;
    const { entrants, entrantsChosen, settings } = get();
    const usual = defaultEntrants(settings.task, entries);
    if (!entrantsChosen) {
      setEntrants(usual, false);
      return;
    }
    const unknown = unknownEntrants(entrants, entries);
    if (unknown.length === 0) return;
    if (!announce) {
      setEntrants(entrants.filter((e) => !unknown.includes(e.id)));
      return;
    }
    notifications.getState().notify({
      kind: 'warning',
      title: 'The link names optimizers that are not here',
      message: `optimizers: the library has no ${unknown.join(', ')}. The usual ones race instead.`,
      remedy: 'Import the optimizer from its file, then add it to the race.',
    });
    setEntrants(usual, false);
  }

  let libraryWasReady = false;
  library.subscribe((state, before) => {
    if (state.status !== 'ready' || (libraryWasReady && state.entries === before.entries)) return;
    const announce = !libraryWasReady;
    libraryWasReady = true;
    followLibrary({ announce });
  });

  return {
    setRecordedFrom(made) {
      recordedFrom = made;
    },
    refresh,
    async refreshTask() {
      const request = ++newest;
      const { task, horizon } = get().settings;
      const known = await baselines.known(task, horizon);
      if (request !== newest) return;
      tuned = known;
      refresh();
      if (task.name !== 'surface') return set({ surfaceMap: null });
      const { surface } = task;
      // Without the map the paths still show; an engine that cannot draw it says so by itself.
      const surfaceMap = await engine
        .request('surface', { surface, resolution: SURFACE_RESOLUTION })
        .catch(() => null);
      if (request === newest) set({ surfaceMap });
    },
    setEntrants,
    followLibrary,
    noteRates(rates, { task, horizon }) {
      const { settings } = get();
      if (sameData(task, settings.task) && horizon === settings.horizon) tuned = rates;
      refresh();
    },
  };
}
