/** Optimizers that travel in links: exact, checked like files, recognised, and not stored unasked. */
import { describe, expect, test } from 'vitest';
import { createAddressBar } from '../../../src/app/address/addressBar';
import { createLibraryStore } from '../../../src/app/library/libraryStore';
import { formatFragment, parseFragment } from '../../../src/app/links/fragment';
import { optimizerLink, ownInRace, raceLinkWithOptimizers } from '../../../src/app/links/makeLink';
import { linkId, optimizerFromText, optimizerToText } from '../../../src/app/links/optimizerLink';
import { readVisitors } from '../../../src/app/links/visitors';
import { createNotificationStore } from '../../../src/app/notifications';
import { DEFAULT_RACE } from '../../../src/app/race/raceSettings';
import { RandomStream } from '../../../src/runtime/random';
import { type LearnedOptimizer, lstmConfigSchema } from '../../../src/specs/optimizer';
import { reader, shippedFiles, smallOptimizer, testLab } from '../support/lab';

const BIG = smallOptimizer(lstmConfigSchema.parse({ hiddenUnits: 64, layers: 3 }));

/** Weights as different from each other as training leaves them. */
function scatter({ tensors }: LearnedOptimizer): void {
  const random = RandomStream.of(1, 'tests', 'weights');
  for (const { values } of Object.values(tensors)) values.set(random.normals(values.length, 0.3));
}

function setup() {
  const lab = testLab();
  const location = {
    origin: 'https://lab.example',
    pathname: '/',
    search: '',
    hash: '',
  } as Location;
  const history = { state: null, replaceState: () => undefined } as unknown as History;
  return { ...lab, address: createAddressBar({ ...lab, page: { location, history } }) };
}

describe('an optimizer as text', () => {
  test('comes back to the last bit, with its record', async () => {
    const optimizer = smallOptimizer();
    const text = await optimizerToText(optimizer);
    expect(text).toMatch(/^[\w-]+$/);
    expect(await optimizerFromText(text, 'mine')).toEqual(optimizer);
  });

  test('of the usual size fits into a link of 40,000 characters', async () => {
    const usual = smallOptimizer(lstmConfigSchema.parse({}));
    scatter(usual);
    const { length } = await optimizerToText(usual);
    expect(length).toBeGreaterThan(20_000);
    expect(length).toBeLessThan(40_000);
  });

  test.each([
    ['cut off', async () => (await optimizerToText(smallOptimizer())).slice(0, -20)],
    ['not base64url', async () => 'A'],
    ['not deflated', async () => btoa('just some words, no optimizer').replace(/=/g, '')],
    ['something else', async () => pack(new TextEncoder().encode('{"a":1}'))],
    ['much larger than it looks', async () => pack(new Uint8Array(32 * 2 ** 20))],
  ])('is refused where it is %s', async (_, text) => {
    await expect(optimizerFromText(await text(), 'mine')).rejects.toMatchObject({
      code: 'bad-file',
      message: expect.stringContaining('mine'),
    });
  });
});

async function pack(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  const packed = Buffer.from(await new Response(stream).arrayBuffer());
  return packed.toString('base64url');
}

describe('a fragment', () => {
  test('that is not ours says nothing', () => {
    for (const hash of ['', '#', '#end', '#v=3', '#figure=4']) {
      expect(parseFragment(hash)).toEqual({ optimizers: [], problems: [] });
    }
  });

  test('of another version, cut off, too full or too long is named', () => {
    expect(parseFragment('#v=2&optimizer=a:AAAA').problems[0]?.message).toContain(
      'another version',
    );
    expect(parseFragment('#v=1&optimizer=a').problems).toHaveLength(1);
    expect(parseFragment('#v=1&optimizer=a:').problems).toHaveLength(1);
    const nine = formatFragment(Array.from({ length: 9 }, () => ({ name: 'a', data: 'AAAA' })));
    expect(parseFragment(nine)).toMatchObject({
      optimizers: { length: 8 },
      problems: { length: 1 },
    });
    const long = parseFragment(`#v=1&optimizer=a:${'A'.repeat(300_000)}`);
    expect(long).toMatchObject({ optimizers: [], problems: { length: 1 } });
  });
});

describe('a link with an optimizer', () => {
  test('names it by its weights, keeps the race, and races at the other end', async () => {
    const lab = setup();
    await lab.library.getState().load();
    const id = await lab.library.getState().add({
      name: 'My own',
      origin: 'trained',
      optimizer: smallOptimizer(lstmConfigSchema.parse({ hiddenUnits: 3, layers: 1 })),
    });
    lab.race.getState().addOptimizer(id);
    lab.race.getState().updateSettings({ seed: 5 });
    const [own] = ownInRace(lab);
    if (!own) throw new Error('it does not take part');
    const { search, hash } = new URL(await raceLinkWithOptimizers(lab));
    expect(search).toContain('seed=5');
    expect(search).toContain(`optimizers=lstm-quadratic,${linkId(own.optimizer)},sgd`);
    expect(search).not.toContain(id);

    const notifications = createNotificationStore();
    const { entries, known } = await readVisitors(hash, [], notifications);
    expect(known.size).toBe(0);
    expect(entries).toMatchObject([
      { id: linkId(own.optimizer), name: 'My own', origin: 'link', optimizer: own.optimizer },
    ]);
    // Its maker opens it, too.
    const again = await readVisitors(hash, lab.library.getState().entries, notifications);
    expect(again.entries).toEqual([]);
    expect(again.known).toEqual(new Map([[linkId(own.optimizer), id]]));
    expect(notifications.getState().messages).toMatchObject([
      { title: 'The link’s optimizer is in the library already' },
    ]);
  });

  test('is refused where it would be too long, with what to do instead', async () => {
    const lab = setup();
    scatter(BIG);
    const entry = {
      id: 'own-1',
      name: 'Big',
      origin: 'trained',
      optimizer: BIG,
      createdAt: '',
    } as const;
    await expect(optimizerLink(lab, entry, DEFAULT_RACE)).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringMatching(/“Big” in it the link would have [\d,]{7} characters/),
      remedy: expect.stringContaining('Export the weights'),
    });
  });

  test('what cannot be read is told, and the others come', async () => {
    const notifications = createNotificationStore();
    const data = await optimizerToText(smallOptimizer());
    const hash = formatFragment([
      { name: 'broken', data: data.slice(0, 40) },
      { name: 'sound', data },
    ]);
    const { entries } = await readVisitors(`${hash}&optimizer=gone`, [], notifications);
    expect(entries.map(({ name }) => name)).toEqual(['sound']);
    expect(notifications.getState().messages.map(({ title }) => title)).toEqual([
      'An optimizer in the link could not be read',
      'Part of the link is not used',
    ]);
  });
});

describe('in the library', () => {
  test('what a link brought is stored when it is kept, and not before', async () => {
    const brought = {
      id: 'link-1',
      name: 'Brought',
      origin: 'link' as const,
      optimizer: smallOptimizer(),
      createdAt: '2026-01-01T00:00:00.000Z',
    };
    const lab = testLab();
    const library = createLibraryStore({
      ...lab,
      read: reader(shippedFiles),
      visitors: async () => [brought],
    });
    const { load, rename, keepFromLink, entry } = library.getState();
    await load();
    expect(entry('link-1')).toMatchObject({ origin: 'link' });
    await rename('link-1', 'Named');
    expect(await lab.storage.all('optimizers')).toEqual([]);
    await keepFromLink('link-1');
    expect(entry('link-1')).toMatchObject({ name: 'Named', origin: 'imported' });
    expect(await lab.storage.all('optimizers')).toMatchObject([
      { key: 'link-1', value: { name: 'Named' } },
    ]);
  });
});
