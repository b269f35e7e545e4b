/** What a link says, and what one key of it is. */
import type { BackendChoice } from '../../specs/backend';
import type { FigureId } from '../../specs/figures';
import type { TrainConfig } from '../../specs/training';
import { DEFAULT_INSPECT_LINK } from '../inspect/inspectSettings';
import type { InspectLink } from '../inspect/inspectTypes';
import type { RaceResult } from '../links/raceResult';
import { DEFAULT_RACE, DEFAULT_VIEW } from '../race/raceSettings';
import type { Entrant, RaceSettings, RaceView } from '../race/raceTypes';
import { DEFAULT_SEARCH } from '../search/searchSettings';
import type { SearchSettings } from '../search/searchTypes';
import type { Shelf, Tab, TrainMode } from '../settingsStore';
import { DEFAULT_TRAINING } from '../train/trainSettings';
import type { LinkValue } from './linkValues';

/** Everything that a link says, as plain data. */
export interface LinkState {
  /** `figure`: the card that the link points at, if any. */
  page: {
    tab: Tab;
    mode: TrainMode;
    shelf: Shelf;
    backend: BackendChoice;
    figure: FigureId | null;
  };
  compare: {
    settings: RaceSettings;
    view: RaceView;
    /** Null: the usual ones. */
    entrants: readonly Entrant[] | null;
    /** What came out of the race when the link was made, where the link says it. */
    result: RaceResult | null;
  };
  train: TrainConfig;
  inspect: InspectLink;
  search: SearchSettings;
}

export const DEFAULT_LINK_STATE: LinkState = {
  page: { tab: 'compare', mode: 'one', shelf: 'optimizers', backend: 'auto', figure: null },
  compare: { settings: DEFAULT_RACE, view: DEFAULT_VIEW, entrants: null, result: null },
  train: DEFAULT_TRAINING,
  inspect: DEFAULT_INSPECT_LINK,
  search: DEFAULT_SEARCH,
};

export type Scope = 'page' | 'compare' | 'train' | 'inspect' | 'search';

export interface Property {
  key: string;
  scope: Scope;
  /** The state with the value of this text. Throws a ZodError where the text is not allowed. */
  read(state: LinkState, text: string): LinkState;
  /** The text for a link; null where there is nothing to say. Default values are left out by the caller. */
  write(state: LinkState): string | null;
  /** False where the key means nothing beside the values before it (`dimension` of a surface). */
  applies(state: LinkState): boolean;
}

/** A property that is one value of the state. */
export function property<T>(
  scope: Scope,
  key: string,
  value: LinkValue<T>,
  get: (state: LinkState) => T,
  put: (state: LinkState, value: T) => LinkState,
  applies: (state: LinkState) => boolean = () => true,
): Property {
  return {
    key,
    scope,
    read: (state, text) => put(state, value.schema.parse(text)),
    write: (state) => value.format(get(state)),
    applies,
  };
}

export const withRace = (s: LinkState, patch: Partial<RaceSettings>): LinkState => ({
  ...s,
  compare: { ...s.compare, settings: { ...s.compare.settings, ...patch } },
});
export const withTraining = (s: LinkState, patch: Partial<TrainConfig>): LinkState => ({
  ...s,
  train: { ...s.train, ...patch },
});
export const withInspect = (s: LinkState, patch: Partial<InspectLink>): LinkState => ({
  ...s,
  inspect: { ...s.inspect, ...patch },
});
