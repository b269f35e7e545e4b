/**
 * Whose trace is shown, and how it comes about: when the person asks for it, when the training has newer weights, and
 * when the engine has lost it.
 */
import { type ErrorInfo, errorInfo, LabError } from '../../specs/errors';
import { PAPER_BASELINES } from '../../specs/optimizer';
import type { TraceConfig } from '../../specs/trace';
import { computedBy } from '../backendText';
import { type BaselineRates, knownRates, learningRatesOf } from '../baselineRates';
import type { Clock } from '../clock';
import { sameData } from '../train/trainSettings';
import { createFollower } from './inspectFollow';
import type { InspectPanels } from './inspectPanels';
import {
  type InspectEngine,
  type InspectRun,
  isLost,
  type Preparation,
  startInspectRun,
  type Traced,
} from './inspectRun';
import { selectionIn } from './inspectSelection';
import {
  type SourceDeps,
  type Subject,
  sameSubject,
  subjectOf,
  traceConfigOf,
} from './inspectSource';
import { leftOutText, tracedText, tracingText, tuningText } from './inspectText';
import type { InspectState } from './inspectTypes';

export interface Tracing {
  /** Traces the present settings; whatever is being traced is given up. */
  begin(): Promise<void>;
  stop(): void;
  /** After a change of the settings. */
  settingsChanged(before: InspectState['settings']): void;
  /** After a change of the race: whether the trace is still the one that would be made. */
  refreshStale(): void;
  /** After anything that may make a trace of the training due. */
  consider(): void;
  /** A question failed with this. True where the trace is recorded again because of it. */
  lost(error: ErrorInfo): boolean;
}

export interface TracingDeps {
  get: () => InspectState;
  set: (patch: Partial<InspectState>) => void;
  engine: InspectEngine;
  baselines: BaselineRates;
  sources: SourceDeps;
  panels: InspectPanels;
  clock: Clock;
  /** Whether the screen is open. */
  inView: () => boolean;
  /** The trace that is shown has another shape than the one before. */
  onOther: () => void;
}

/** A trace that was lost is recorded again by itself, but not more often than this. */
const AGAIN_MS = 60_000;

const NO_WEIGHTS = 'Waiting for the first weights: start a training on the Train screen.';

const LOST = ['no-trace', 'stopped', 'worker-crashed', 'device-lost'];

export function createTracing(deps: TracingDeps): Tracing {
  const { get, set, engine, baselines, sources, panels, clock } = deps;
  /** The trace that is coming about; its run is null as long as the library is read. */
  let current: { run: InspectRun | null } | null = null;
  /** What the trace that is shown is of. */
  let shown: Subject | null = null;
  /** The training is followed until the person says stop, or it cannot be. */
  let following = true;
  let lastAgain = Number.NEGATIVE_INFINITY;
  /** The engine does not have the trace that is shown any more. */
  let gone = false;

  const backend = (): string => engine.store.getState().backend?.label ?? 'the engine is starting';

  const end = (patch: Pick<InspectState, 'status' | 'text' | 'error'>): void => {
    set({ ...patch, tuningProgress: null });
    if (gone) panels.rest();
  };
  const fail = (error: ErrorInfo): void => {
    following = false;
    end({ status: 'failed', error, text: `Failed: ${error.message}` });
  };
  const stopped = (): void => end({ status: 'stopped', error: null, text: 'Stopped.' });

  const giveUp = (): void => {
    const former = current;
    current = null;
    former?.run?.stop();
  };

  /** With the rates that nobody has given; a training finds its own, and is not kept from its work. */
  async function configOf(
    subject: Subject,
    { onRun }: Preparation,
    onProgress: (done: number, total: number) => void,
  ): Promise<TraceConfig> {
    const { task, seed, tunedFor, rates, checkpoint } = subject;
    if (checkpoint !== null) {
      return traceConfigOf(subject, await knownRates(baselines, checkpoint.config));
    }
    const missing = PAPER_BASELINES.filter((name) => rates[name] === undefined);
    const found = await baselines.find(task, tunedFor, missing, seed, { onRun, onProgress });
    return traceConfigOf(subject, learningRatesOf(found));
  }

  /** @param quiet nothing is said on the way: the trace that is shown goes on being so */
  async function record(
    mine: { run: InspectRun | null },
    subject: Subject,
    makeConfig: (preparation: Preparation) => Promise<TraceConfig>,
    quiet: boolean,
  ): Promise<void> {
    mine.run = startInspectRun(engine, makeConfig, (step, steps) => {
      if (current !== mine || quiet) return;
      const text = tracingText(step, steps, backend());
      set({ status: 'tracing', tuningProgress: null, text });
    });
    try {
      const traced = await mine.run.done;
      if (current !== mine) return;
      current = null;
      if (traced) show(traced, subject);
      else stopped();
    } catch (thrown) {
      if (current !== mine) return;
      current = null;
      fail(errorInfo(thrown));
    }
  }

  function show({ config, end, largest, byDefinition }: Traced, subject: Subject): void {
    const { summary, seconds, traceId } = end;
    const { config: formerConfig, summary: former, selection, chosen } = get();
    const alike =
      sameData(formerConfig?.task, config.task) &&
      former?.steps === summary.steps &&
      former.kept.length === summary.kept.length;
    const keep = {
      step: alike || chosen.step,
      coordinates:
        alike ||
        (chosen.coordinates &&
          (former?.coordinates ?? summary.coordinates) === summary.coordinates),
    };
    const weightsAfter = subject.checkpoint?.horizonsDone ?? null;
    const leftOut = subject.checkpoint ? leftOutText(subject.checkpoint.config) : null;
    const by = computedBy(backend(), byDefinition);
    shown = subject;
    gone = false;
    if (!alike) deps.onOther();
    panels.renew(traceId, alike);
    set({
      status: 'ready',
      text: tracedText(config, summary, { seconds, by, weightsAfter, leftOut }),
      error: null,
      tuningProgress: null,
      config,
      summary,
      weightsAfter,
      selection: selectionIn(summary, largest, { selection, keep }),
      chosen: { ...chosen, coordinates: chosen.coordinates && keep.coordinates },
    });
    refreshStale();
    panels.refresh();
    if (subject.checkpoint === null) follower.consider();
    else follower.ended(seconds);
  }

  function refreshStale(): void {
    const stale = shown !== null && !sameSubject(shown, get().settings, sources);
    if (stale !== get().stale) set({ stale });
  }

  async function begin(quiet: boolean): Promise<void> {
    giveUp();
    const mine: { run: InspectRun | null } = { run: null };
    current = mine;
    if (!quiet) {
      const text = 'Getting ready to trace.';
      set({ status: 'waiting', text, error: null, tuningProgress: null });
    }
    await sources.library.getState().load();
    if (current !== mine) return;
    const subject = subjectOrFailure();
    if (subject === null) {
      current = null;
      return;
    }
    const tell = (done: number, total: number): void => {
      if (current !== mine) return;
      set({
        status: 'waiting',
        tuningProgress: total > 0 ? done / total : 0,
        text: tuningText(done, total, backend()),
      });
    };
    await record(mine, subject, (preparation) => configOf(subject, preparation, tell), quiet);
  }

  /** Null where there is nothing to trace, which has been said. */
  function subjectOrFailure(): Subject | null {
    try {
      const subject = subjectOf(get().settings, sources);
      if (subject === null) set({ status: 'waiting', text: NO_WEIGHTS });
      return subject;
    } catch (thrown) {
      fail(errorInfo(thrown));
      return null;
    }
  }

  const due = (): boolean => {
    const { checkpoint } = sources.train.getState();
    return (
      following &&
      get().settings.source === 'training' &&
      get().status !== 'idle' &&
      current === null &&
      checkpoint !== null &&
      checkpoint !== shown?.checkpoint &&
      deps.inView()
    );
  };
  const follower = createFollower({
    clock,
    due,
    trace: () => void begin(shown?.checkpoint != null && get().status === 'ready'),
  });

  return {
    begin() {
      following = true;
      lastAgain = Number.NEGATIVE_INFINITY;
      return begin(false);
    },
    stop() {
      if (current === null && (get().settings.source !== 'training' || !following)) return;
      following = false;
      giveUp();
      stopped();
    },
    settingsChanged(before) {
      if (get().settings.source !== before.source) following = true;
      refreshStale();
      follower.consider();
    },
    refreshStale,
    consider: follower.consider,
    lost(error) {
      const { config } = get();
      if (!LOST.includes(error.code) || config === null || shown === null) return false;
      gone = true;
      // Another trace is on its way: its answers take the place of this one.
      if (current !== null) return true;
      if (clock.now() - lastAgain < AGAIN_MS) return false;
      lastAgain = clock.now();
      const again = async (): Promise<TraceConfig> => {
        if (isLost(error)) await engine.recover(new LabError(error));
        return config;
      };
      set({ status: 'tracing', text: 'The engine has lost the trace; it is recorded again.' });
      const mine = { run: null };
      current = mine;
      void record(mine, shown, again, false);
      return true;
    },
  };
}
