/** What the buttons of the player can do in a given state, and other things read off the race store. */

import { sameData } from '../train/trainSettings';
import type { Entrant, RaceRecord, RaceSettings, RaceState } from './raceTypes';

type PlayState = Pick<RaceState, 'status' | 'record' | 'player'>;

/** The worker is busy with the race or with what comes before it. */
export const isComputing = ({ status }: PlayState): boolean =>
  status === 'tuning' || status === 'racing';

export const headOf = (record: RaceRecord | null): number => Math.max(0, record?.computed ?? 0);

/** Every step of the race has been computed. */
export const isComplete = (record: RaceRecord | null): boolean =>
  record !== null && record.computed >= record.config.steps;

export const canPause = (state: PlayState): boolean => isComputing(state) || state.player.playing;

export const canResume = (state: PlayState): boolean =>
  !canPause(state) && (state.status === 'paused' || headOf(state.record) > 0);

export const canStep = (state: PlayState): boolean =>
  state.player.cursor < headOf(state.record) ||
  state.status === 'idle' ||
  state.status === 'paused' ||
  isComputing(state);

export const canStepBack = ({ player }: PlayState): boolean => player.cursor > 0;

/** What decides a race, as far as the person set it. */
export interface RaceInputs {
  settings: RaceSettings;
  taking: (string | number | null)[][];
}

export function raceInputs(settings: RaceSettings, entrants: readonly Entrant[]): RaceInputs {
  const taking = entrants
    .filter((entrant) => entrant.enabled)
    .map((entrant) => [entrant.id, entrant.kind === 'baseline' ? entrant.manualRate : null]);
  return { settings, taking };
}

export const sameRace = (a: RaceInputs, b: RaceInputs): boolean => sameData(a, b);
