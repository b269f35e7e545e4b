/**
 * The state of the controls in the address bar: a link reproduces it.
 *
 * Every value is validated by itself; one that is not allowed is named to the person and its default is used. A link
 * of another version is not used at all.
 */
import { ZodError } from 'zod';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { type Clock, realClock } from '../clock';
import type { Engine } from '../engine';
import type { FiguresStore } from '../figures/figuresTypes';
import { inspectLinkOf } from '../inspect/inspectSettings';
import type { InspectStore } from '../inspect/inspectTypes';
import type { RaceResult } from '../links/raceResult';
import type { NotificationStore } from '../notifications';
import type { RaceSettings, RaceStore } from '../race/raceTypes';
import type { SearchStore } from '../search/searchTypes';
import type { SettingsStore, Tab } from '../settingsStore';
import { sameData } from '../train/trainSettings';
import type { TrainStore } from '../train/trainTypes';
import {
  DEFAULT_LINK_STATE,
  type LinkState,
  PROPERTIES,
  type Property,
  type Scope,
} from './addressProperties';

export const LINK_VERSION = '1';
const VERSION_KEY = 'v';

/** A value of a link that is not used, and why. */
export interface LinkProblem {
  key: string;
  message: string;
}

export interface ParsedLink {
  state: LinkState;
  problems: LinkProblem[];
  /** Scopes of which the link says anything. */
  named: ReadonlySet<Scope>;
}

/** Screens without settings of their own go with Compare. */
const scopeOf = (tab: Tab): Scope => (tab === 'train' || tab === 'inspect' ? tab : 'compare');

/** How a property is called in a link that opens `tab`. */
export function keyInLink({ key, scope }: Pick<Property, 'key' | 'scope'>, tab: Tab): string {
  const shared = PROPERTIES.some((other) => other.key === key && other.scope !== scope);
  return shared && scope !== scopeOf(tab) ? `${scope}.${key}` : key;
}

/** Reads a query string. What it does not name, or names wrongly, is as in the default state. */
export function parseLink(search: string): ParsedLink {
  const texts = new Map<string, string[]>();
  for (const [key, text] of new URLSearchParams(search)) {
    texts.set(key, [...(texts.get(key) ?? []), text]);
  }
  const problems: LinkProblem[] = [];
  const named = new Set<Scope>();
  let state = DEFAULT_LINK_STATE;

  const versions = texts.get(VERSION_KEY) ?? [LINK_VERSION];
  texts.delete(VERSION_KEY);
  if (versions.some((version) => version !== LINK_VERSION)) {
    const message = `the link is of version ${shown(versions.join(', '))}; this Lab reads version ${LINK_VERSION}, so nothing of it is used`;
    return { state, problems: [{ key: VERSION_KEY, message }], named };
  }

  for (const property of PROPERTIES) {
    const key = keyInLink(property, state.page.tab);
    const values = texts.get(key);
    texts.delete(key);
    if (!values) continue;
    const [text = '', ...more] = values;
    if (more.length > 0) {
      problems.push({ key, message: 'is there more than once' });
    } else if (!property.applies(state)) {
      problems.push({ key, message: 'means nothing beside the other values of the link' });
    } else {
      try {
        state = property.read(state, text);
        named.add(property.scope);
      } catch (thrown) {
        problems.push({ key, message: `${shown(text)} is not allowed: ${reason(thrown)}` });
      }
    }
  }
  for (const key of texts.keys()) {
    problems.push({ key: shown(key), message: 'is not a key of this Lab' });
  }
  return { state, problems, named };
}

/** The query string of a state, without what is as by default; empty for the default state. */
export function formatLink(state: LinkState): string {
  const parts: string[] = [];
  // Defaults may depend on what was written before (a task's settings on the task): compare as the reader reads.
  let read = DEFAULT_LINK_STATE;
  for (const property of PROPERTIES) {
    if (!property.applies(state)) continue;
    const text = property.write(state);
    if (text === null || text === property.write(read)) continue;
    parts.push(`${keyInLink(property, state.page.tab)}=${encode(text)}`);
    read = property.read(read, text);
  }
  return parts.length === 0 ? '' : `?${VERSION_KEY}=${LINK_VERSION}&${parts.join('&')}`;
}

/** Commas, colons and equals signs are allowed within a query, and read better as they are. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/%2C/g, ',').replace(/%3A/g, ':').replace(/%3D/g, '=');
}

const shown = (text: string): string =>
  JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);

function reason(thrown: unknown): string {
  if (thrown instanceof ZodError) return thrown.issues[0]?.message ?? 'it has the wrong form';
  return String(thrown);
}

/** What the link that was opened says about the result of its race, and which race that is. */
export interface LinkClaim {
  result: RaceResult;
  settings: RaceSettings;
}

export interface AddressBar {
  /** Null where the link said nothing about it. */
  claim: StoreApi<{ claim: LinkClaim | null }>;
  /** Reads the link into the stores; what is wrong with it is told to the person. */
  read(): ParsedLink;
  /** Keeps the address bar up to date from now on; returns a function that ends it. */
  follow(): () => void;
  /** Writes the present state now. */
  flush(): void;
  /** A link to the present state, changed in some respect, and with another fragment (`#…`, or nothing). */
  linkTo(change?: (present: LinkState) => LinkState, fragment?: string): string;
  /** Takes the fragment out of the address: what it brought is kept elsewhere, or not wanted. */
  dropFragment(): void;
}

export interface AddressDeps {
  engine: Pick<Engine, 'store'>;
  settings: SettingsStore;
  race: RaceStore;
  train: TrainStore;
  inspect: InspectStore;
  search: SearchStore;
  figures: FiguresStore;
  notifications: NotificationStore;
  clock?: Clock;
  page?: Pick<Window, 'location' | 'history'>;
}

/** Browsers refuse more than about a hundred changes of the address in half a minute. */
const WRITE_EVERY_MS = 350;

export function createAddressBar(deps: AddressDeps): AddressBar {
  const { engine, settings, race, train, inspect, search, figures } = deps;
  const { notifications, clock = realClock } = deps;
  const page = (): Pick<Window, 'location' | 'history'> => deps.page ?? window;
  const claim = createStore<{ claim: LinkClaim | null }>()(() => ({ claim: null }));
  let cancel: (() => void) | null = null;

  const present = (): LinkState => {
    const { settings: ofRace, view, entrants, entrantsChosen } = race.getState();
    const claimed = claim.getState().claim;
    return {
      page: {
        tab: settings.getState().tab,
        mode: settings.getState().trainMode,
        shelf: settings.getState().shelf,
        backend: engine.store.getState().choice,
        figure: figures.getState().chosen,
      },
      compare: {
        settings: ofRace,
        view,
        entrants: entrantsChosen ? entrants : null,
        // It stays in the address for as long as it speaks of the race that is set.
        result: claimed && sameData(claimed.settings, ofRace) ? claimed.result : null,
      },
      train: train.getState().settings,
      inspect: inspectLinkOf(inspect.getState()),
      search: search.getState().settings,
    };
  };

  const flush = (): void => {
    cancel?.();
    cancel = null;
    const { location, history } = page();
    const search = formatLink(present());
    if (search === location.search) return;
    history.replaceState(history.state, '', `${location.pathname}${search}${location.hash}`);
  };
  const schedule = (): void => {
    cancel ??= clock.setTimeout(flush, WRITE_EVERY_MS);
  };

  return {
    claim,
    read() {
      const link = parseLink(page().location.search);
      const { state, problems } = link;
      settings.getState().setTab(state.page.tab);
      settings.getState().setTrainMode(state.page.mode);
      settings.getState().setShelf(state.page.shelf);
      engine.store.setState({ choice: state.page.backend });
      figures.getState().choose(state.page.figure);
      race.getState().updateSettings(state.compare.settings);
      race.getState().updateView(state.compare.view);
      if (state.compare.entrants) race.getState().setEntrants(state.compare.entrants);
      const { result, settings: claimedFor } = state.compare;
      claim.setState({ claim: result && { result, settings: claimedFor } });
      train.getState().updateSettings(state.train);
      inspect.getState().adopt(state.inspect);
      search.getState().adopt(state.search);
      if (problems.length > 0) {
        notifications.getState().notify({
          kind: 'warning',
          title: 'Part of the link is not used',
          message: `${problems.map(({ key, message }) => `${key}: ${message}`).join('; ')}.`,
          remedy: 'The usual values stand in its place.',
        });
      }
      return link;
    },
    follow() {
      const leave = [settings, race, train, inspect, search, figures, engine.store].map((store) =>
        store.subscribe(schedule),
      );
      schedule();
      return () => {
        for (const end of leave) end();
        cancel?.();
        cancel = null;
      };
    },
    flush,
    linkTo(change = (state) => state, fragment = '') {
      const { origin, pathname } = page().location;
      return `${origin}${pathname}${formatLink(change(present()))}${fragment}`;
    },
    dropFragment() {
      const { location, history } = page();
      history.replaceState(history.state, '', `${location.pathname}${location.search}`);
    },
  };
}
