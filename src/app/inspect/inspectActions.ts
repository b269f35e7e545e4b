/** What can be done on the Inspect screen: tracing, selecting, playing. Loaded when the screen is first asked for. */
import { createStore } from 'zustand/vanilla';
import type { BaselineRates } from '../baselineRates';
import { type Clock, realClock } from '../clock';
import { NAMING_VALUES, parsedOrTold } from '../invalidSetting';
import type { NotificationStore } from '../notifications';
import type { SettingsStore } from '../settingsStore';
import { createInspectPanels } from './inspectPanels';
import { stepParts } from './inspectParts';
import { createInspectPlayer } from './inspectPlayer';
import type { InspectEngine } from './inspectRun';
import { clampStep, nearestKept, withCoordinate } from './inspectSelection';
import { inspectSettingsSchema, zoomOf } from './inspectSettings';
import { knowsOptimizer, racePart, type SourceDeps, usualOptimizer } from './inspectSource';
import { linkedInspect, NOTHING_TRACED } from './inspectState';
import { createTracing } from './inspectTracing';
import type { InspectActions, InspectState, InspectStore } from './inspectTypes';

export interface InspectDeps extends SourceDeps {
  engine: InspectEngine;
  baselines: BaselineRates;
  notifications: NotificationStore;
  /** Which tab is open: the training is followed only while somebody looks. */
  settings: SettingsStore;
  clock?: Clock;
}

/** Steps that follow one another faster than this are a way through them, not a choice. */
const RUNNING_MS = 120;

/** The store that the actions work on. */
export interface InspectAccess {
  get: () => InspectState;
  set: (patch: Partial<InspectState>) => void;
}

export function createInspectActions(
  deps: InspectDeps,
  { get, set }: InspectAccess,
): InspectActions {
  const { engine, baselines, notifications, library, race, train } = deps;
  const { clock = realClock } = deps;
  const sources: SourceDeps = { library, race, train };

  const panels = createInspectPanels({
    engine,
    get,
    set,
    onFailure: (error) => tracing.lost(error),
  });
  const player = createInspectPlayer({
    clock,
    get,
    set,
    selectStep: showStep,
    onRest: () => panels.refresh(),
  });
  const tracing = createTracing({
    get,
    set,
    engine,
    baselines,
    sources,
    panels,
    clock,
    inView: () => deps.settings.getState().tab === 'inspect',
    onOther() {
      player.stop();
      set({ part: null });
    },
  });

  /** Calls off the end of the running. */
  let running: (() => void) | null = null;
  function showStep(wanted: number): void {
    const { summary, selection, chosen } = get();
    if (summary === null) return;
    const step = clampStep(wanted, summary);
    if (step === selection.step) return;
    set({ selection: { ...selection, step }, chosen: { ...chosen, step: true } });
    panels.refresh(running !== null);
    running?.();
    running = clock.setTimeout(() => {
      running = null;
      panels.refresh();
    }, RUNNING_MS);
  }

  /** The usual optimizer where nobody has chosen one, or the one that was chosen is not there. */
  function followOptimizers(announce: boolean): void {
    const { settings, chosen } = get();
    if (settings.source === 'training' || library.getState().status !== 'ready') return;
    if (chosen.optimizer && knowsOptimizer(settings, sources)) return;
    if (chosen.optimizer && announce) {
      notifications.getState().notify({
        kind: 'warning',
        title: 'The link names an optimizer that is not here',
        message: `optimizer: ${settings.source === 'race' ? 'the race' : 'the library'} has no ${settings.optimizer}. The usual one is traced instead.`,
        remedy: 'Import the optimizer from its file, then choose it.',
      });
    }
    const optimizer = usualOptimizer(settings, sources);
    if (optimizer === settings.optimizer && !chosen.optimizer) return;
    set({
      settings: { ...settings, optimizer },
      chosen: { ...chosen, optimizer: false },
    });
    tracing.refreshStale();
  }

  let libraryWasReady = false;
  library.subscribe((state, before) => {
    if (state.status !== 'ready' || (libraryWasReady && state.entries === before.entries)) return;
    const announce = !libraryWasReady;
    libraryWasReady = true;
    followOptimizers(announce);
    tracing.refreshStale();
  });
  race.subscribe((state, before) => {
    if (get().settings.source !== 'race' || sameParts(racePart(state), racePart(before))) return;
    followOptimizers(false);
    tracing.refreshStale();
  });
  train.subscribe(tracing.consider);
  deps.settings.subscribe(tracing.consider);

  return {
    adopt(link) {
      player.stop();
      set({
        // What the link selects is of the trace to come, which may be of another size.
        ...{ config: null, summary: null, weightsAfter: null, part: null, coordinates: {} },
        ...linkedInspect(link),
      });
      followOptimizers(true);
    },
    trace: tracing.begin,
    async autoTrace() {
      if (get().status === 'idle') await tracing.begin();
    },
    stop: tracing.stop,
    updateSettings(patch) {
      const { settings: before, chosen } = get();
      const settings = parsedOrTold(notifications, () =>
        inspectSettingsSchema.parse({ ...before, ...patch }, NAMING_VALUES),
      );
      if (!settings) return;
      const optimizer = chosen.optimizer || patch.optimizer !== undefined;
      set({ settings, chosen: { ...chosen, optimizer } });
      followOptimizers(false);
      tracing.settingsChanged(before);
    },
    selectStep(step) {
      if (get().playing === 'steps') player.stop();
      showStep(step);
    },
    selectCoordinate(coordinate, add = false) {
      const { summary, selection, chosen } = get();
      if (summary === null) return;
      const kept = nearestKept(summary, Math.round(coordinate));
      const coordinates = withCoordinate(selection.coordinates, kept, add);
      if (coordinates === selection.coordinates) return;
      set({ selection: { ...selection, coordinates }, chosen: { ...chosen, coordinates: true } });
      panels.refresh();
    },
    play: player.play,
    selectPart(part) {
      const { config } = get();
      player.stop();
      if (part === null || config === null) return set({ part: null });
      const last = stepParts(config.optimizer).length - 1;
      set({ part: Math.max(0, Math.min(last, Math.round(part))) });
    },
    setMap(patch) {
      const { view } = get();
      const map = { ...view.map, ...patch };
      set({ view: { ...view, map: { ...map, ...zoomOf(map) } } });
      panels.refresh();
    },
    setField(patch) {
      const { view } = get();
      const field = { ...view.field, ...patch };
      const usable = field.limit === null || (field.limit > 0 && Number.isFinite(field.limit));
      if (!usable) return;
      set({ view: { ...view, field } });
      panels.refresh();
    },
  };
}

/** The store with its actions at hand. */
export function createInspectStore(deps: InspectDeps): InspectStore {
  return createStore<InspectState & InspectActions>()((set, get) => ({
    ...NOTHING_TRACED,
    ...createInspectActions(deps, { get, set }),
  }));
}

const sameParts = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((one, i) => Object.is(one, b[i]));
