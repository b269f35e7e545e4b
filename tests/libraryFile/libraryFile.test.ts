import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import {
  contentHash,
  type LibraryContents,
  raceCurves,
  readingOf,
  readLibraryFile,
  readTraining,
  trainingCurves,
  writeLibraryFile,
} from '../../src/libraryFile';
import { MANIFEST } from '../../src/libraryFile/manifest';
import { RandomStream } from '../../src/runtime/random';
import { LabError } from '../../src/specs/errors';
import { MADE, raceRun, specimen, trainingRun } from './specimen';

const BYTES = writeLibraryFile(specimen(), MADE);
const FILES = unzipSync(BYTES);
const read = (bytes: Uint8Array): LibraryContents => readLibraryFile(bytes, 'my.zip');

function refusal(bytes: Uint8Array): LabError {
  try {
    read(bytes);
  } catch (thrown) {
    if (thrown instanceof LabError) return thrown;
    throw thrown;
  }
  throw new Error('it was taken');
}

/** The file with one of its own files changed, zipped anew. */
function changed(path: string, change: (bytes: Uint8Array) => Uint8Array | null): Uint8Array {
  const files: Record<string, Uint8Array> = { ...FILES };
  const made = change(files[path] as Uint8Array);
  if (made === null) delete files[path];
  else files[path] = made;
  return zipSync(files, { level: 0 });
}
const manifestWith = (change: (manifest: ReturnType<typeof JSON.parse>) => void): Uint8Array =>
  changed(MANIFEST, (bytes) => {
    const manifest = JSON.parse(strFromU8(bytes));
    change(manifest);
    return strToU8(JSON.stringify(manifest));
  });

describe('a library file', () => {
  test('is read as it was written, to the last bit', () => {
    expect(read(BYTES)).toEqual(specimen());
    expect(contentHash(writeLibraryFile(specimen(), MADE))).toBe(contentHash(BYTES));
  });

  test('an empty library is one', () => {
    const nothing = { optimizers: [], runs: [], rates: [] };
    expect(read(writeLibraryFile(nothing, MADE))).toEqual(nothing);
  });

  test('its training can be gone on with, and its curves drawn', async () => {
    const [run] = read(BYTES).runs;
    if (!run) throw new Error('no run');
    const training = await readTraining(readingOf(run), run.record.id);
    expect(training?.checkpoint.metaLoss).toHaveLength(24);
    expect(training?.checkpoint.midHorizon?.phis).toHaveLength(2);
    const curves = await trainingCurves(readingOf(run), run.record.id);
    expect(curves.map(({ name, x }) => [name, x.length])).toEqual([
      ['meta-loss', 24],
      ['validation mean', 2],
      ['validation median', 2],
      ['best validation race', 2],
    ]);
    expect([...(curves[0]?.x.slice(0, 3) ?? [])]).toEqual([0.5, 1, 1.5]);
    const seconds = training?.checkpoint.validation.map((point) => point.seconds);
    expect(curves.map((curve) => curve.seconds && [...curve.seconds])).toEqual([
      undefined,
      seconds,
      seconds,
      undefined,
    ]);
  });

  test('of a race it has the curves of everybody', async () => {
    const run = raceRun();
    if (run.record.kind !== 'race') throw new Error('no race');
    const curves = await raceCurves(readingOf(run), 'run-race', run.record.config);
    expect(curves).toHaveLength(12);
    expect(curves.find(({ name }) => name === 'Adam')?.y).toEqual(Float32Array.of(7, 6, 5, 4));
  });
});

describe('damage is named by its place', () => {
  test.each<[string, Uint8Array, string]>([
    ['no zip', new Uint8Array(100), 'is no zip that can be read'],
    ['a zip of others', zipSync({ 'a.txt': strToU8('a') }), 'it has no manifest.json'],
    ['cut off', BYTES.slice(0, BYTES.length / 2), 'is no zip that can be read'],
    ['no JSON', changed(MANIFEST, () => strToU8('{')), 'manifest.json is damaged'],
    [
      'a later version',
      manifestWith((m) => Object.assign(m, { version: 9 })),
      'library of version 9',
    ],
    [
      'a run without a name',
      manifestWith((m) => delete m.runs[0].record.name),
      'manifest.json is damaged at runs.0.record.name',
    ],
    [
      'a missing file',
      changed('optimizers/0.safetensors', () => null),
      'the optimizer "Mine" (optimizers/0.safetensors) is missing',
    ],
    [
      'a curve with another number',
      changed('runs/0/series/0.f64', (b) => b.map((x, i) => (i === 5 ? x ^ 1 : x))),
      'the run "LSTM 1 × 2, quadratics", curve meta-loss (runs/0/series/0.f64) is damaged',
    ],
    [
      'the same run twice',
      manifestWith((m) => m.runs.push(m.runs[1])),
      'the run "Race, quadratics" is there more than once',
    ],
  ])('%s', (_, bytes, words) => {
    const { code, message } = refusal(bytes);
    expect(code).toBe('bad-file');
    expect(message).toContain(words);
    expect(message).toMatch(/^my\.zip: /);
  });

  test('a checkpoint of other weights than its own, though its hash is right', () => {
    const run = trainingRun();
    const part = run.parts['mid-horizon'] as { phi: Float32Array };
    const short = { ...part, phi: part.phi.slice(1) };
    const parts = { ...run.parts, 'mid-horizon': short };
    const bytes = writeLibraryFile({ optimizers: [], runs: [{ ...run, parts }], rates: [] }, MADE);
    expect(refusal(bytes).message).toContain('damaged at mid-horizon');
  });
});

test('of ten thousand mutations each is a clear error or a library', { timeout: 60_000 }, () => {
  const rng = RandomStream.of(20_260_203, 'library file');
  const below = (n: number): number => Math.min(n - 1, Math.floor(rng.uniform() * n));
  const paths = Object.keys(FILES);
  const text = strFromU8(FILES[MANIFEST] as Uint8Array);
  const flipped = (bytes: Uint8Array, times: number): Uint8Array => {
    const copy = bytes.slice();
    for (let i = 0; i < times && copy.length > 0; i++) copy[below(copy.length)] = below(256);
    return copy;
  };
  const cut = (bytes: Uint8Array): Uint8Array => {
    const from = below(bytes.length + 1);
    const to = from + below(20);
    return Uint8Array.from([...bytes.subarray(0, from), ...bytes.subarray(to)]);
  };
  const oddText = (): string => {
    const at = below(text.length);
    const odd = ['null', '-1', '1e999', '"x"', '[]', '{}', '', '}', '"__proto__":', '0.5'];
    return text.slice(0, at) + odd[below(odd.length)] + text.slice(at + below(12));
  };
  const mutations: (() => Uint8Array)[] = [
    () => flipped(BYTES, 1 + below(3)),
    () => cut(BYTES),
    () => changed(paths[below(paths.length)] as string, (bytes) => flipped(bytes, 1)),
    () => changed(MANIFEST, () => strToU8(oddText())),
  ];
  let taken = 0;
  const refusals = new Set<string>();
  for (let i = 0; i < 10_000; i++) {
    const bytes = (mutations[i % mutations.length] as () => Uint8Array)();
    try {
      const library = read(bytes);
      // What was taken is a library in every part: it can be written again, and is then the same.
      if (taken % 50 === 0) expect(read(writeLibraryFile(library, MADE))).toEqual(library);
      taken++;
    } catch (thrown) {
      if (!(thrown instanceof LabError)) throw thrown;
      refusals.add(`${thrown.code}, ${thrown.message.startsWith('my.zip: ')}`);
    }
  }
  expect([...refusals]).toEqual(['bad-file, true']);
  // Dates, names and numbers of the manifest may well be others and still make sense; most do not.
  expect(taken).toBeGreaterThan(0);
  expect(taken).toBeLessThan(5000);
});

test('the hash tells apart what differs in one bit', () => {
  const bytes = Uint8Array.from({ length: 500 }, (_, i) => (i * 7) % 251);
  const hashes = new Set([contentHash(bytes)]);
  for (let i = 0; i < 500; i++) {
    for (let bit = 0; bit < 8; bit++) {
      hashes.add(contentHash(bytes.map((x, k) => (k === i ? x ^ (1 << bit) : x))));
    }
  }
  expect(hashes.size).toBe(4001);
  expect(contentHash(bytes)).toMatch(/^[0-9a-f]{16}$/);
});
