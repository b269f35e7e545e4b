/**
 * The state of the controls in the address bar: a link reproduces it.
 *
 * Every value is validated by itself; one that is not allowed is named to the person and its default is used. A link
 * of another version is not used at all.
 */
import { ZodError } from 'zod';
import {
  DEFAULT_LINK_STATE,
  type LinkState,
  PROPERTIES,
  type Property,
  type Scope,
} from './addressProperties';
import { type Clock, realClock } from './clock';
import type { Engine } from './engine';
import type { FiguresStore } from './figuresTypes';
import { inspectLinkOf } from './inspectSettings';
import type { InspectStore } from './inspectTypes';
import type { NotificationStore } from './notifications';
import type { RaceStore } from './raceTypes';
import type { SettingsStore, Tab } from './settingsStore';
import type { TrainStore } from './trainTypes';

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

export interface AddressBar {
  /** Reads the link into the stores; what is wrong with it is told to the person. */
  read(): ParsedLink;
  /** Keeps the address bar up to date from now on; returns a function that ends it. */
  follow(): () => void;
  /** Writes the present state now. */
  flush(): void;
}

export interface AddressDeps {
  engine: Pick<Engine, 'store'>;
  settings: SettingsStore;
  race: RaceStore;
  train: TrainStore;
  inspect: InspectStore;
  figures: FiguresStore;
  notifications: NotificationStore;
  clock?: Clock;
  page?: Pick<Window, 'location' | 'history'>;
}

/** Browsers refuse more than about a hundred changes of the address in half a minute. */
const WRITE_EVERY_MS = 350;

export function createAddressBar(deps: AddressDeps): AddressBar {
  const { engine, settings, race, train, inspect, figures } = deps;
  const { notifications, clock = realClock } = deps;
  const page = (): Pick<Window, 'location' | 'history'> => deps.page ?? window;
  let cancel: (() => void) | null = null;

  const present = (): LinkState => {
    const { settings: ofRace, view, entrants, entrantsChosen } = race.getState();
    return {
      page: {
        tab: settings.getState().tab,
        backend: engine.store.getState().choice,
        figure: figures.getState().chosen,
      },
      compare: { settings: ofRace, view, entrants: entrantsChosen ? entrants : null },
      train: train.getState().settings,
      inspect: inspectLinkOf(inspect.getState()),
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
    read() {
      const link = parseLink(page().location.search);
      const { state, problems } = link;
      settings.getState().setTab(state.page.tab);
      engine.store.setState({ choice: state.page.backend });
      figures.getState().choose(state.page.figure);
      race.getState().updateSettings(state.compare.settings);
      race.getState().updateView(state.compare.view);
      if (state.compare.entrants) race.getState().setEntrants(state.compare.entrants);
      train.getState().updateSettings(state.train);
      inspect.getState().adopt(state.inspect);
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
      const leave = [settings, race, train, inspect, figures, engine.store].map((store) =>
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
  };
}
