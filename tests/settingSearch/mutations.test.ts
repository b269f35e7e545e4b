/** Searches and job files from outside, ten thousand of them damaged: always a clear error or a valid value. */
import { describe, expect, it } from 'vitest';
import { readJob } from '../../src/cli/jobs/jobFile';
import { RandomStream } from '../../src/runtime/random';
import { newSearch } from '../../src/settingSearch/progress';
import { readSearchConfig, readSearchState } from '../../src/settingSearch/readSearch';
import { runSearch } from '../../src/settingSearch/runSearch';
import { LabError } from '../../src/specs/errors';
import { jobSchema } from '../../src/specs/job';
import { searchConfigSchema, searchStateSchema } from '../../src/specs/search';
import { halving, pretended, searchOf, TINY } from './fixtures';

const TIMES = 10_000;
const ODD = [
  null,
  true,
  '',
  'x',
  -1,
  0,
  0.5,
  1e9,
  1e308,
  Number.MAX_SAFE_INTEGER,
  [],
  {},
  [1, 2],
  ['none'],
  { kind: 'range' },
  { kind: 'range', low: 1, high: 2, points: 64 },
  { kind: 'values', values: [] },
  { kind: 'grid' },
  'range',
  '__proto__',
  2 ** 32,
  '1e-3',
];

type Json = unknown;

/** Every place in a value, as the keys that lead to it. */
function places(value: Json, at: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [at];
  return [at, ...Object.entries(value).flatMap(([key, inner]) => places(inner, [...at, key]))];
}

/** The value with a few places replaced, removed, renamed or doubled. */
function mutated(value: Json, rng: RandomStream): Json {
  const copy = { root: JSON.parse(JSON.stringify(value)) };
  for (let n = 1 + rng.int(3); n > 0; n--) {
    const all = places(copy);
    const place = all[rng.int(all.length)] ?? [];
    const key = place.at(-1);
    if (key === undefined) continue;
    let holder = copy as Record<string, Json>;
    for (const part of place.slice(0, -1)) holder = holder[part] as Record<string, Json>;
    if (typeof holder !== 'object' || holder === null) continue;
    switch (rng.int(4)) {
      case 0:
        delete holder[key];
        break;
      case 1:
        holder[`${key}${rng.int(3)}`] = structuredClone(holder[key]);
        break;
      case 2:
        holder[key] =
          typeof holder[key] === 'number'
            ? (holder[key] as number) * 10 ** (rng.int(9) - 4)
            : [holder[key]];
        break;
      default:
        holder[key] = structuredClone(ODD[rng.int(ODD.length)]);
    }
  }
  return copy.root;
}

/** How many were refused; fails where one is neither refused clearly nor valid. */
function refusals(
  seeds: readonly Json[],
  read: (value: Json, name: string) => unknown,
  valid: (value: unknown) => boolean,
): number {
  let refused = 0;
  for (let i = 0; i < TIMES; i++) {
    const rng = RandomStream.of(20, 'mutations', i);
    const value = mutated(seeds[i % seeds.length], rng);
    try {
      expect(valid(read(value, 'the file'))).toBe(true);
    } catch (thrown) {
      if (!(thrown instanceof LabError)) throw thrown;
      expect(thrown.code).toBe('bad-file');
      expect(thrown.message).toMatch(/^the file is not a (search|job): .{5,}/s);
      expect(thrown.remedy).toBeDefined();
      refused++;
    }
  }
  return refused;
}

const space = {
  metaLearningRate: { kind: 'range', low: 1e-4, high: 0.1 },
  hiddenUnits: { kind: 'values', values: [2, 3] },
  unroll: { kind: 'range', low: 1, high: 6 },
  preprocess: { kind: 'values', values: ['none', 'log-sign'] },
};
const configs = [
  searchOf({ space }),
  searchOf({ space, strategy: { kind: 'grid' } }),
  searchOf({ space, strategy: halving(6, 2, 2) }),
];

// Seconds on a machine that does nothing else.
describe('ten thousand damaged files', { timeout: 90_000 }, () => {
  it('of settings', () => {
    const refused = refusals(
      configs,
      readSearchConfig,
      (v) => searchConfigSchema.safeParse(v).success,
    );
    expect(refused).toBeGreaterThan(TIMES / 4);
    expect(refused).toBeLessThan(TIMES);
  });

  it('of searches that are under way', async () => {
    const control = new AbortController();
    let changes = 0;
    const half = await runSearch(newSearch(configs[2] ?? searchOf()), {
      run: pretended((n, h) => n + 1 / (h + 1)),
      places: 1,
      signal: control.signal,
      onChange: () => {
        changes++;
        if (changes > 20) control.abort();
      },
    });
    const seeds = [half, ...configs.map(newSearch)];
    const refused = refusals(seeds, readSearchState, (v) => searchStateSchema.safeParse(v).success);
    expect(refused).toBeGreaterThan(TIMES / 4);
    expect(refused).toBeLessThan(TIMES);
  });

  it('of jobs', () => {
    const task = { name: 'quadratic', dimension: 3 };
    const jobs = [
      { command: 'train', config: TINY, until: 4, engine: { threads: 1 } },
      { command: 'search', config: searchOf({ space }), out: 'x' },
      { command: 'evaluate', config: { task, optimizers: ['adam:lr=0.1'], at: [0, 5], steps: 5 } },
      { command: 'tune', config: { task, optimizers: ['sgd'], fine: true } },
      { command: 'meta-gradient', config: { optimizer: 'a', problems: 'b', unroll: 3 } },
      {
        command: 'trace',
        config: { task, optimizer: 'a', coordinates: 'all', rates: { adam: 1 } },
      },
      { command: 'figures', config: { only: ['10'], size: 'full', seed: 1 } },
      { command: 'export', config: { optimizer: 'a', format: 'npz' } },
    ].map((job) => ({ version: 1, ...job }));
    for (const [i, job] of jobs.entries()) {
      expect(() => readJob(job, `job ${i}`)).not.toThrow();
    }
    const refused = refusals(jobs, readJob, (v) => jobSchema.safeParse(v).success);
    expect(refused).toBeGreaterThan(TIMES / 4);
    expect(refused).toBeLessThan(TIMES);
  });
});
