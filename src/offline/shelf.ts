/**
 * The page's files as a service worker keeps them: one cache for each version, complete before it serves.
 *
 * A version is downloaded beside the one in use; what has not changed is copied. Every file is checked by its SHA-256,
 * so no version is ever a mixture of two (a host in the middle of an upload, a proxy with old files).
 */
import type { PageFiles } from './files';

/** What of the browser is needed; tests bring their own. */
export interface Surroundings {
  caches: CacheStorage;
  fetch: typeof fetch;
  /** The folder of the page, ending in a slash. */
  scope: string;
}

export interface Shelf {
  /** Downloads what is missing. Rejects where one file could not be had, or is not the one that was built. */
  fill(): Promise<void>;
  /** Removes older versions, but for the newest `keep` of them. */
  tidy(keep: number): Promise<void>;
  /** Who answers for an address; null: the network, as if there were no service worker. */
  answer(request: Pick<Request, 'method' | 'mode' | 'url'>): (() => Promise<Response>) | null;
}

/** So many files are on their way at once. */
const AT_ONCE = 6;
/** The build names these by their content: one that an older version has and this one has not may still be asked for. */
const NAMED_BY_CONTENT = 'assets/';
/** What a kept file's SHA-256 is noted in. */
const HASH_HEADER = 'X-Lab-Sha256';
/** Shared memory needs them (docs/hosting.md). Where the host does not send them, kept files have them all the same. */
const ISOLATION = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

export function createShelf(page: PageFiles, { caches, fetch, scope }: Surroundings): Shelf {
  /** Several Labs may share an origin, each in a folder of its own. */
  const family = `learned-optimizer-lab ${new URL(scope).pathname} `;
  const name = `${family}${page.version}`;
  const addressOf = (file: string): string => new URL(file, scope).href;
  const files = new Map(Object.entries(page.files));

  /** Caches of other versions of this page, newest first. */
  const others = async (): Promise<string[]> =>
    (await caches.keys()).filter((other) => other.startsWith(family) && other !== name).reverse();

  const kept = async (cache: string, address: string): Promise<Response | undefined> =>
    (await caches.open(cache)).match(address);

  async function get(file: string, hash: string, older: readonly string[]): Promise<Response> {
    const address = addressOf(file);
    for (const other of older) {
      const same = await kept(other, address);
      if (same?.headers.get(HASH_HEADER) === hash) return same;
    }
    const response = await fetch(address, {
      integrity: `sha256-${hash}`,
      credentials: 'same-origin',
      // The page has just loaded most of these: they need not come over the network again.
      cache: file.startsWith(NAMED_BY_CONTENT) ? 'default' : 'no-cache',
    });
    if (!response.ok) throw new Error(`${file || 'the page'}: status ${response.status}`);
    return toKeep(response, hash);
  }

  async function fill(): Promise<void> {
    const cache = await caches.open(name);
    const older = await others();
    const waiting = [...files];
    const work = async (): Promise<void> => {
      for (let next = waiting.pop(); next; next = waiting.pop()) {
        const [file, hash] = next;
        const address = addressOf(file);
        const present = await cache.match(address);
        if (present?.headers.get(HASH_HEADER) === hash) continue;
        await cache.put(address, await get(file, hash, older));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    // Nobody counts on these to be there; but where they are, the page finds them without a network.
    await Promise.all(page.fresh.map((file) => newest(file).catch(() => undefined)));
  }

  /** From the network where there is one, else as it was last. */
  async function newest(file: string): Promise<Response> {
    const address = addressOf(file);
    const cache = await caches.open(name);
    try {
      const response = await fetch(address, { cache: 'no-cache', credentials: 'same-origin' });
      if (response.ok) await cache.put(address, await toKeep(response.clone()));
      return response;
    } catch (thrown) {
      const before = await cache.match(address);
      if (before) return before;
      throw thrown;
    }
  }

  async function fromCache(address: string): Promise<Response> {
    const own = await kept(name, address);
    if (own) return own;
    for (const other of await others()) {
      const old = await kept(other, address);
      if (old) return old;
    }
    // Browsers may throw files away where space is short.
    return fetch(address, { credentials: 'same-origin' });
  }

  return {
    fill,
    async tidy(keep) {
      const spare = (await others()).slice(keep);
      await Promise.all(spare.map((other) => caches.delete(other)));
    },
    answer({ method, mode, url }) {
      const { origin, pathname, href } = new URL(url);
      if (method !== 'GET' || !`${origin}${pathname}`.startsWith(scope)) return null;
      const file = href.slice(scope.length).split(/[?#]/, 1)[0] ?? '';
      if (mode === 'navigate') {
        const shown = file === 'index.html' ? '' : file.replace(/\/$/, '/index.html');
        return files.has(shown) ? () => fromCache(addressOf(shown)) : null;
      }
      if (page.fresh.includes(file)) return () => newest(file);
      if (files.has(file) || file.startsWith(NAMED_BY_CONTENT)) {
        return () => fromCache(addressOf(file));
      }
      return null;
    },
  };
}

/** A response as it is kept: without the mark of a redirection, which pages may not be made of. */
async function toKeep(response: Response, hash?: string): Promise<Response> {
  const headers = new Headers(response.headers);
  for (const [header, value] of Object.entries(ISOLATION)) {
    if (!headers.has(header)) headers.set(header, value);
  }
  if (hash !== undefined) headers.set(HASH_HEADER, hash);
  return new Response(await response.blob(), { status: 200, headers });
}
