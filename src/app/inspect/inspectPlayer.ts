/** What moves by itself on Inspect: the selected step through the trace, or one step through its parts. */
import type { Clock } from '../clock';
import { createPlayback } from '../race/player';
import { stepParts } from './inspectParts';
import { clampStep, usableSteps } from './inspectSelection';
import type { InspectState, Playing } from './inspectTypes';

const STEPS_PER_SECOND = 8;
/** Slow motion: long enough to read an equation's numbers. */
const PARTS_PER_SECOND = 1;

export interface InspectPlayer {
  /** From where the selection is; from the beginning where that is the end. */
  play(what: Playing): void;
  stop(): void;
}

export function createInspectPlayer(deps: {
  clock: Clock;
  get: () => InspectState;
  set: (patch: Partial<InspectState>) => void;
  selectStep: (step: number) => void;
  /** The step stands still again. */
  onRest: () => void;
}): InspectPlayer {
  const { clock, get, set, selectStep, onRest } = deps;
  const lastPart = (): number => {
    const { config } = get();
    return config === null ? 0 : stepParts(config.optimizer).length - 1;
  };
  const lastStep = (): number => {
    const { summary } = get();
    return summary === null ? 0 : usableSteps(summary) - 1;
  };

  const steps = createPlayback(
    clock,
    () => STEPS_PER_SECOND,
    (count) => {
      const last = lastStep();
      const step = Math.min(last, get().selection.step + count);
      selectStep(step);
      if (step < last) return true;
      set({ playing: null });
      onRest();
      return false;
    },
  );
  const parts = createPlayback(
    clock,
    () => PARTS_PER_SECOND,
    (count) => {
      const last = lastPart();
      const part = Math.min(last, (get().part ?? 0) + count);
      set({ part, playing: part < last ? 'parts' : null });
      return part < last;
    },
  );

  const stop = (): void => {
    steps.stop();
    parts.stop();
    if (get().playing === null) return;
    set({ playing: null });
    onRest();
  };

  return {
    stop,
    play(what) {
      stop();
      const { summary, selection, part } = get();
      if (what === null || summary === null) return;
      if (what === 'steps') {
        set({ playing: what, part: null });
        if (selection.step >= lastStep()) selectStep(clampStep(0, summary));
        return steps.start();
      }
      set({ playing: what, part: part === null || part >= lastPart() ? 0 : part });
      parts.start();
    },
  };
}
