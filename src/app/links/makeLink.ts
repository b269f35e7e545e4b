/** Links that a person asks for: with the race's result in them, or with optimizers. */
import { LabError } from '../../specs/errors';
import type { AddressBar } from '../address/addressBar';
import type { LinkState } from '../address/addressProperties';
import type { Engine } from '../engine';
import type { LibraryEntry, LibraryStore } from '../library/libraryTypes';
import { BASELINE_ENTRANTS } from '../race/entrants';
import type { Entrant, RaceSettings, RaceStore } from '../race/raceTypes';
import { resultOf } from './compareResult';
import { formatFragment } from './fragment';
import { linkId, MOST_LINK_CHARACTERS, optimizerToText } from './optimizerLink';
import type { RaceResult } from './raceResult';

export interface LinkDeps {
  address: Pick<AddressBar, 'linkTo'>;
  engine: Pick<Engine, 'store'>;
  library: LibraryStore;
  race: RaceStore;
}

/** What came out of the race that is set; null where it has not been run to its end. */
export function presentResult({
  race,
  engine,
}: Pick<LinkDeps, 'race' | 'engine'>): RaceResult | null {
  const { record, stale, status } = race.getState();
  const { backend } = engine.store.getState();
  if (record === null || stale || backend === null || status === 'racing') return null;
  return resultOf(record, backend);
}

/** Optimizers of one's own that take part: they are in nobody else's library. */
export function ownInRace({ race, library }: Pick<LinkDeps, 'race' | 'library'>): LibraryEntry[] {
  const { entries } = library.getState();
  return race.getState().entrants.flatMap(({ id, enabled, kind }) => {
    const entry = kind === 'learned' && enabled ? entries.find((e) => e.id === id) : undefined;
    return entry && entry.origin !== 'pretrained' ? [entry] : [];
  });
}

/** The race that is set, with its result where it has one. */
export function raceLink(deps: LinkDeps): string {
  return deps.address.linkTo(withRace(deps, new Map()));
}

/**
 * The same, with one's own optimizers in it.
 *
 * @throws LabError `bad-input` where the link would be too long
 */
export async function raceLinkWithOptimizers(deps: LinkDeps): Promise<string> {
  const own = ownInRace(deps);
  const names = new Map(own.map(({ id, optimizer }) => [id, linkId(optimizer)]));
  return checked(deps.address.linkTo(withRace(deps, names), await fragmentOf(own)), own);
}

/**
 * A race of one optimizer, on the settings given, with the optimizer in the link.
 *
 * @throws LabError `bad-input` where the link would be too long
 */
export async function optimizerLink(
  { address }: Pick<LinkDeps, 'address'>,
  entry: LibraryEntry,
  settings: RaceSettings,
): Promise<string> {
  const learned: Entrant = { kind: 'learned', id: linkId(entry.optimizer), enabled: true };
  const state = (present: LinkState): LinkState => ({
    ...present,
    page: { ...present.page, tab: 'compare', figure: null },
    compare: {
      ...present.compare,
      settings,
      entrants: [learned, ...BASELINE_ENTRANTS],
      result: null,
    },
  });
  return checked(address.linkTo(state, await fragmentOf([entry])), [entry]);
}

/** @param names what optimizers are called in the link */
function withRace(deps: LinkDeps, names: ReadonlyMap<string, string>) {
  const named = (id: string): string => names.get(id) ?? id;
  const result = presentResult(deps);
  const { entrants } = deps.race.getState();
  return (present: LinkState): LinkState => {
    const explicit =
      result === null && names.size === 0
        ? present.compare.entrants
        : // The usual optimizers may be others in another version of the Lab.
          entrants.map(
            (entrant): Entrant =>
              entrant.kind === 'learned' ? { ...entrant, id: named(entrant.id) } : entrant,
          );
    const lines = result?.lines.map((line) => ({ ...line, id: named(line.id) }));
    return {
      ...present,
      compare: {
        ...present.compare,
        entrants: explicit,
        result: result && lines ? { ...result, lines } : present.compare.result,
      },
    };
  };
}

async function fragmentOf(entries: readonly LibraryEntry[]): Promise<string> {
  return formatFragment(
    await Promise.all(
      entries.map(async ({ name, optimizer }) => ({
        name,
        data: await optimizerToText(optimizer),
      })),
    ),
  );
}

function checked(link: string, entries: readonly LibraryEntry[]): string {
  if (link.length <= MOST_LINK_CHARACTERS) return link;
  const names = entries.map(({ name }) => `“${name}”`).join(' and ');
  throw new LabError({
    code: 'bad-input',
    message: `With ${names} in it the link would have ${link.length.toLocaleString('en')} characters; beyond ${MOST_LINK_CHARACTERS.toLocaleString('en')} many programs cut links off.`,
    remedy: 'Export the weights and send the file along with the plain link.',
  });
}
