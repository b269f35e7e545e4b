/**
 * The part of a link behind `#`, which browsers keep to themselves: it never goes to a server. It may hold optimizers.
 *
 *     #v=1&optimizer=NAME:DATA&optimizer=…
 *
 * NAME is percent-encoded, DATA an optimizer file, deflated, in base64url.
 */
import type { LinkProblem } from '../address/addressBar';
import { bringsOptimizers } from './bringsOptimizers';

export interface FragmentOptimizer {
  name: string;
  /** Base64url: still to be unpacked and checked. */
  data: string;
}

export interface ParsedFragment {
  optimizers: FragmentOptimizer[];
  problems: LinkProblem[];
}

const VERSION = '1';
/** A race has room for more; a link does not. */
const MOST_OPTIMIZERS = 8;
const MOST_NAME_CHARACTERS = 80;
/** Longer fragments are not ours: links that the Lab makes end well below it (`optimizerLink.ts`). */
const MOST_CHARACTERS = 262_144;

/** Reads a fragment, `#` included. Never throws: what is wrong is named. */
export function parseFragment(hash: string): ParsedFragment {
  const optimizers: FragmentOptimizer[] = [];
  const problems: LinkProblem[] = [];
  const refuse = (message: string): void => {
    problems.push({ key: 'optimizer', message });
  };
  if (!bringsOptimizers(hash)) return { optimizers, problems };
  if (hash.length > MOST_CHARACTERS) {
    refuse(`the part behind # has ${hash.length} characters; at most ${MOST_CHARACTERS} are read`);
    return { optimizers, problems };
  }
  const parts = hash.slice(1).split('&');
  const versions = parts.filter((part) => part.startsWith('v='));
  if (versions.some((part) => part !== `v=${VERSION}`)) {
    const message = `the optimizers in the link are of another version; this Lab reads version ${VERSION}`;
    return { optimizers, problems: [{ key: 'v', message }] };
  }
  for (const part of parts) {
    if (!part.startsWith('optimizer=')) continue;
    if (optimizers.length === MOST_OPTIMIZERS) {
      refuse(`there are more than ${MOST_OPTIMIZERS}; the others are left out`);
      break;
    }
    const [, name = '', data = ''] = /^optimizer=([^:]*):([\w-]+)$/.exec(part) ?? [];
    const readable = decoded(name)?.trim().slice(0, MOST_NAME_CHARACTERS);
    if (data === '') refuse('one is cut off or damaged: it is not a name and data');
    else optimizers.push({ name: readable || 'Optimizer from a link', data });
  }
  return { optimizers, problems };
}

/** Null where it is no percent-encoded text. */
function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

export function formatFragment(optimizers: readonly FragmentOptimizer[]): string {
  const parts = optimizers.map(({ name, data }) => {
    const short = [...name].slice(0, MOST_NAME_CHARACTERS).join('');
    return `&optimizer=${encodeURIComponent(short)}:${data}`;
  });
  return parts.length === 0 ? '' : `#v=${VERSION}${parts.join('')}`;
}
