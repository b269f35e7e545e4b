/** What a pointer does to the selected step. */
import { create } from 'zustand';
import { lab } from '../../../app/hooks';

interface Pointing {
  /** The step stays where it is while the pointer passes over pictures. */
  held: boolean;
}

export const usePointing = create<Pointing>()(() => ({ held: false }));

export const toggleHeld = (): void => usePointing.setState(({ held }) => ({ held: !held }));

/** A picture is read at a step: all the others follow, unless the step is held or is being played. */
export function aimAt(step: number | null): void {
  if (step === null || usePointing.getState().held) return;
  const { playing, selection, selectStep } = lab.inspect.getState();
  const next = Math.round(step);
  if (playing !== 'steps' && next !== selection.step) selectStep(next);
}
