/** The page's files as the service worker keeps them, over a browser's caches and a network that a test decides. */
import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import type { PageFiles } from '../../src/offline/files';
import { createShelf } from '../../src/offline/shelf';

const SCOPE = 'https://lab.example/lab/';

/** What a browser has, in memory. */
class Caches {
  readonly all = new Map<string, Map<string, Response>>();
  async open(name: string) {
    const entries = this.all.get(name) ?? new Map<string, Response>();
    this.all.set(name, entries);
    return {
      match: async (address: string) => entries.get(address)?.clone(),
      put: async (address: string, response: Response) => void entries.set(address, response),
    };
  }
  keys = async () => [...this.all.keys()];
  delete = async (name: string) => this.all.delete(name);
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('base64');

/** A host's files; checks `integrity` as browsers do. */
class Host {
  files: Record<string, string> = {};
  online = true;
  asked: string[] = [];
  headers: Record<string, string> = {};
  fetch = (async (address: string, init: RequestInit = {}) => {
    const file = address.slice(SCOPE.length);
    this.asked.push(file);
    const text = this.files[file];
    if (!this.online) throw new TypeError('Failed to fetch');
    if (text === undefined) return new Response('', { status: 404 });
    if (init.integrity && init.integrity !== `sha256-${sha256(text)}`) {
      throw new TypeError('Failed integrity check');
    }
    return new Response(text, { headers: this.headers });
  }) as typeof fetch;
}

const built = (version: string, files: Record<string, string>): PageFiles => ({
  version,
  files: Object.fromEntries(Object.entries(files).map(([name, text]) => [name, sha256(text)])),
  fresh: ['data/index.json'],
});

const ONE = { '': 'page 1', 'assets/a-1.js': 'a', 'assets/b-1.js': 'b', 'list.json': '[1]' };
const TWO = { '': 'page 2', 'assets/a-1.js': 'a', 'assets/b-2.js': 'b2', 'list.json': '[2]' };

let caches: Caches;
let host: Host;
beforeEach(() => {
  caches = new Caches();
  host = new Host();
});

const shelf = (version: string, files: Record<string, string>) =>
  createShelf(built(version, files), {
    caches: caches as unknown as CacheStorage,
    fetch: host.fetch,
    scope: SCOPE,
  });

const get = (of: ReturnType<typeof shelf>, file: string, mode: RequestMode = 'cors') =>
  of.answer({ method: 'GET', mode, url: `${SCOPE}${file}` });
const text = async (answer: ReturnType<typeof get>) => (await answer?.())?.text();

describe('a version', () => {
  test('is there without a network once it is filled, whatever the address says behind the page', async () => {
    host.files = { ...ONE, 'data/index.json': '{}' };
    const one = shelf('one', ONE);
    await one.fill();
    host.online = false;
    expect(await text(get(one, '', 'navigate'))).toBe('page 1');
    expect(await text(get(one, 'index.html?v=1&seed=3#end', 'navigate'))).toBe('page 1');
    expect(await text(get(one, '?v=1&tab=train', 'navigate'))).toBe('page 1');
    expect(await text(get(one, 'assets/b-1.js'))).toBe('b');
    expect(await text(get(one, 'data/index.json'))).toBe('{}');
  });

  test('leaves everything else to the network', () => {
    const one = shelf('one', ONE);
    expect(get(one, 'data/mnist/train.gz')).toBeNull();
    expect(get(one, 'example/', 'navigate')).toBeNull();
    expect(one.answer({ method: 'POST', mode: 'cors', url: SCOPE })).toBeNull();
    const at = (url: string) => one.answer({ method: 'GET', mode: 'navigate', url });
    expect(at('https://lab.example/')).toBeNull();
    expect(at('https://other.example/lab/')).toBeNull();
    expect(at('https://lab.example/laboratory/')).toBeNull();
  });

  test('has the headers that threads need, whether or not the host sends them', async () => {
    host.files = ONE;
    host.headers = { 'Cross-Origin-Embedder-Policy': 'credentialless' };
    const one = shelf('one', ONE);
    await one.fill();
    const page = await get(one, '', 'navigate')?.();
    expect(page?.headers.get('Cross-Origin-Opener-Policy')).toBe('same-origin');
    expect(page?.headers.get('Cross-Origin-Embedder-Policy')).toBe('credentialless');
    expect(page?.redirected).toBe(false);
  });

  test.each([
    ['is missing', { ...ONE, 'assets/b-1.js': undefined }],
    ['is another one than was built', { ...ONE, 'assets/b-1.js': 'B' }],
  ])('is not used where a file %s, and goes on from there the next time', async (_, files) => {
    host.files = files as Record<string, string>;
    await expect(shelf('one', ONE).fill()).rejects.toThrow();
    host.files = ONE;
    host.asked = [];
    await shelf('one', ONE).fill();
    expect(host.asked.filter((file) => file !== 'data/index.json').length).toBeLessThan(4);
    expect(await text(get(shelf('one', ONE), 'assets/b-1.js'))).toBe('b');
  });

  test('asks the network for a file that the browser has thrown away', async () => {
    host.files = ONE;
    const one = shelf('one', ONE);
    await one.fill();
    caches.all.clear();
    expect(await text(get(one, 'assets/b-1.js'))).toBe('b');
  });
});

describe('the next version', () => {
  test('downloads what has changed only, and leaves the old one as it is', async () => {
    host.files = ONE;
    const one = shelf('one', ONE);
    await one.fill();
    host.files = TWO;
    host.asked = [];
    const two = shelf('two', TWO);
    await two.fill();
    expect(host.asked.filter((file) => file !== 'data/index.json').sort()).toEqual(
      ['', 'assets/b-2.js', 'list.json'].sort(),
    );
    host.online = false;
    expect(await text(get(one, '', 'navigate'))).toBe('page 1');
    expect(await text(get(two, '', 'navigate'))).toBe('page 2');
    expect(await text(get(two, 'list.json'))).toBe('[2]');
  });

  test('still has the files of pages that are open', async () => {
    host.files = ONE;
    await shelf('one', ONE).fill();
    host.files = TWO;
    const two = shelf('two', TWO);
    await two.fill();
    await two.tidy(2);
    expect(await text(get(two, 'assets/b-1.js'))).toBe('b');
    await two.tidy(0);
    expect((await get(two, 'assets/b-1.js')?.())?.status).toBe(404);
  });

  test('tidies up after this page only, the oldest first', async () => {
    host.files = ONE;
    await caches.open('learned-optimizer-lab /other/ 1');
    await caches.open('somebody else’s');
    for (const version of ['1', '2', '3', '4']) await shelf(version, ONE).fill();
    await shelf('4', ONE).tidy(1);
    expect(await caches.keys()).toEqual([
      'learned-optimizer-lab /other/ 1',
      'somebody else’s',
      'learned-optimizer-lab /lab/ 3',
      'learned-optimizer-lab /lab/ 4',
    ]);
  });
});

test('a list that hosts may change is asked for anew, and kept for when there is no network', async () => {
  host.files = { ...ONE, 'data/index.json': 'old' };
  const one = shelf('one', ONE);
  await one.fill();
  host.files['data/index.json'] = 'new';
  expect(await text(get(one, 'data/index.json'))).toBe('new');
  host.online = false;
  expect(await text(get(one, 'data/index.json'))).toBe('new');
  caches.all.clear();
  await expect(get(one, 'data/index.json')?.()).rejects.toThrow('Failed to fetch');
});
