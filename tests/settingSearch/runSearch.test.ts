import { describe, expect, it } from 'vitest';
import { newSearch } from '../../src/settingSearch/progress';
import { bestTrial, ranked } from '../../src/settingSearch/ranking';
import { plannedHorizons, rungsOf } from '../../src/settingSearch/rungs';
import { runSearch } from '../../src/settingSearch/runSearch';
import { LabError } from '../../src/specs/errors';
import type { SearchState } from '../../src/specs/search';
import { halving, pretended, searchOf, TINY } from './fixtures';

const quiet = () => {};
const never = new AbortController().signal;

describe('rungs', () => {
  const rungs = (strategy: object, training: object = {}) =>
    rungsOf(searchOf({ strategy, training: { ...TINY, ...training } }));

  it('are one for random trials', () => {
    expect(rungs({ kind: 'random', trials: 4 })).toEqual([{ until: 8, trials: 4 }]);
  });

  it('of halving hold 1/η of the trials for η times as long, the last until the end', () => {
    const found = rungs(halving(9, 3, 10), { epochs: 90, validation: { every: 10 } });
    expect(found).toEqual([
      { until: 10, trials: 9 },
      { until: 30, trials: 3 },
      { until: 90, trials: 1 },
    ]);
    // 9 · 10 + 3 · 20 + 1 · 60, a quarter of 9 whole trainings.
    expect(plannedHorizons(found)).toBe(210);
  });

  it('end with a validation', () => {
    const found = rungs(halving(8, 2, 3), { epochs: 50, validation: { every: 10 } });
    expect(found.map(({ until }) => until)).toEqual([10, 20, 40, 50]);
    expect(found.map(({ trials }) => trials)).toEqual([8, 4, 2, 1]);
  });

  it('let the last trial go on to the end', () => {
    const found = rungs(halving(2, 2, 2), { epochs: 100 });
    expect(found.map(({ until }) => until)).toEqual([2, 100]);
  });
});

describe('a search', () => {
  it('trains every trial to its end, and names the best', async () => {
    const end = await runSearch(newSearch(searchOf()), {
      run: pretended((n, h) => Math.abs(n - 2) + 1 / (h + 1)),
      places: 1,
      onChange: quiet,
      signal: never,
    });
    expect(end.trials.map((t) => t.state)).toEqual(Array(4).fill('finished'));
    expect(ranked(end).map((t) => t.number)).toEqual([2, 1, 3, 0]);
    expect(bestTrial(end)).toMatchObject({ number: 2, bestHorizon: 8, horizonsDone: 8 });
  });

  it('counts the best validation, not the last one', async () => {
    const end = await runSearch(newSearch(searchOf()), {
      run: pretended((n, h) => (n === 1 && h === 4 ? 0.1 : 1 + n)),
      places: 1,
      onChange: quiet,
      signal: never,
    });
    expect(bestTrial(end)).toMatchObject({ number: 1, score: 0.1, bestHorizon: 4 });
  });

  it('gives each trial a place of its own, and uses all of them', async () => {
    const there = new Set<number>();
    let most = 0;
    const seen: { number: number; until: number; place: number }[] = [];
    const run = pretended(() => 1, seen);
    await runSearch(newSearch(searchOf({ strategy: { kind: 'random', trials: 9 } })), {
      run: async (work, report, signal) => {
        expect(there.has(work.place)).toBe(false);
        there.add(work.place);
        most = Math.max(most, there.size);
        const end = await run(work, report, signal);
        there.delete(work.place);
        return end;
      },
      places: 3,
      onChange: quiet,
      signal: never,
    });
    expect(most).toBe(3);
    expect(seen.map(({ number }) => number)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('ends the same however many places there are', async () => {
    const config = searchOf({ strategy: halving(9, 3, 2), training: { ...TINY, epochs: 18 } });
    const ends = await Promise.all(
      [1, 2, 5].map((places) =>
        runSearch(newSearch(config), {
          run: pretended((n, h) => ((n * 7) % 9) + 10 / (h + 1)),
          places,
          onChange: quiet,
          signal: never,
        }),
      ),
    );
    expect(ends[1]).toEqual(ends[0]);
    expect(ends[2]).toEqual(ends[0]);
  });
});

describe('successive halving', () => {
  const config = searchOf({ strategy: halving(6, 2, 2), training: { ...TINY, epochs: 16 } });

  it('lets the best go on from where they are, and leaves the others out', async () => {
    const seen: { number: number; until: number; place: number }[] = [];
    const end = await runSearch(newSearch(config), {
      run: pretended((n) => n, seen),
      places: 1,
      onChange: quiet,
      signal: never,
    });
    expect(seen.map(({ number, until }) => [number, until])).toEqual([
      ...[0, 1, 2, 3, 4, 5].map((n) => [n, 2]),
      ...[0, 1, 2].map((n) => [n, 4]),
      [0, 16],
    ]);
    expect(end.trials.map((t) => t.state)).toEqual(['finished', ...Array(5).fill('out')]);
    expect(end.trials.map((t) => t.rung)).toEqual([2, 1, 1, 0, 0, 0]);
    expect(ranked(end).map((t) => t.number)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('never lets one go on that diverged, whatever its score was before', async () => {
    const end = await runSearch(newSearch(config), {
      run: pretended((n, h) => (n === 0 && h === 2 ? Number.POSITIVE_INFINITY : n)),
      places: 2,
      onChange: quiet,
      signal: never,
    });
    expect(end.trials[0]).toMatchObject({
      state: 'diverged',
      trouble: 'the loss is not finite',
      score: 0,
    });
    expect(end.trials.map((t) => t.rung)).toEqual([0, 2, 1, 1, 0, 0]);
    expect(ranked(end).at(-1)?.number).toBe(0);
    expect(bestTrial(end)?.number).toBe(1);
  });

  it('ends where everything diverged', async () => {
    const end = await runSearch(newSearch(config), {
      run: pretended(() => Number.POSITIVE_INFINITY),
      places: 2,
      onChange: quiet,
      signal: never,
    });
    expect(end.trials.every((t) => t.state === 'diverged')).toBe(true);
    expect(bestTrial(end)).toBeNull();
  });

  it('goes on where it was stopped, and ends as if it had not been', async () => {
    const score = (n: number, h: number) => ((n * 5) % 6) + 1 / (h + 1);
    const how = { run: pretended(score), places: 2, signal: never };
    const whole = await runSearch(newSearch(config), { ...how, onChange: quiet });
    for (const after of [1, 4, 9, 17, 23, 31, 44]) {
      const control = new AbortController();
      let changes = 0;
      const stopped = await runSearch(newSearch(config), {
        ...how,
        signal: control.signal,
        onChange: () => {
          changes++;
          if (changes === after) control.abort();
        },
      });
      expect(stopped.trials.every((t) => t.state !== 'running')).toBe(true);
      const read = JSON.parse(JSON.stringify(stopped)) as SearchState;
      const resumed = await runSearch(read, { ...how, onChange: quiet });
      expect(resumed).toEqual(whole);
    }
  });
});

describe('a trial that fails', () => {
  const failing = (code: 'internal' | 'no-data') => {
    const run = pretended((n) => n);
    return (...[work, report, signal]: Parameters<typeof run>) =>
      work.number === 1
        ? Promise.reject(new LabError({ code, message: 'it broke' }))
        : run(work, report, signal);
  };

  it('is named, and the others go on', async () => {
    const end = await runSearch(newSearch(searchOf()), {
      run: failing('internal'),
      places: 2,
      onChange: quiet,
      signal: never,
    });
    expect(end.trials[1]).toMatchObject({ state: 'failed', trouble: 'it broke' });
    expect(end.trials.filter((t) => t.state === 'finished')).toHaveLength(3);
  });

  it('is tried again where the search is taken up again', async () => {
    const how = { places: 2, onChange: quiet, signal: never };
    const stopped = await runSearch(newSearch(searchOf()), { ...how, run: failing('internal') });
    const again = await runSearch(stopped, { ...how, run: pretended((n) => n) });
    const whole = await runSearch(newSearch(searchOf()), { ...how, run: pretended((n) => n) });
    expect(again).toEqual(whole);
    expect(again.trials[1]).toMatchObject({ state: 'finished', trouble: null });
  });

  it('is not tried again where halving has gone on without it', async () => {
    const how = { places: 2, onChange: quiet, signal: never };
    const config = searchOf({ strategy: halving(6, 2, 2), training: { ...TINY, epochs: 16 } });
    const end = await runSearch(newSearch(config), { ...how, run: failing('internal') });
    const seen: { number: number; until: number; place: number }[] = [];
    const again = await runSearch(end, { ...how, run: pretended((n) => n, seen) });
    expect(seen).toEqual([]);
    expect(again).toEqual(end);
    expect(end.trials[1]?.state).toBe('failed');
  });

  it('for want of what all of them need ends the search', async () => {
    const seen: SearchState[] = [];
    await expect(
      runSearch(newSearch(searchOf()), {
        run: failing('no-data'),
        places: 2,
        onChange: (state) => seen.push(state),
        signal: never,
      }),
    ).rejects.toThrow('it broke');
    // Those that had not begun never do.
    expect(seen.at(-1)?.trials[3]?.state).toBe('waiting');
  });
});
