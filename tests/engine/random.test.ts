import { describe, expect, test } from 'vitest';
import { RandomStream } from '../../src/runtime/random';

const first = (stream: RandomStream, count = 4) =>
  Array.from({ length: count }, () => stream.uniform());

describe('random streams', () => {
  // Written down from this very generator: links, checkpoints and published curves depend on its numbers.
  test('give the numbers that they have always given', () => {
    expect(first(RandomStream.of(7, 'race', 12), 3)).toEqual(GOLDEN.uniform);
    expect(Array.from(RandomStream.of(7, 'race').normals(3))).toEqual(GOLDEN.normal);
  });

  test('of one name are the same', () => {
    expect(first(RandomStream.of(7, 'race', 12))).toEqual(first(RandomStream.of(7, 'race', 12)));
  });

  test('of other seeds or labels are others', () => {
    const names: [number, ...(string | number)[]][] = [
      [7],
      [8],
      [7, 'race'],
      [7, 'tuning'],
      [7, 'race', 1],
      [7, 'race', '1'],
      [7, 'race', 11],
      [7, 'race', 1, 1],
      [71, 'race'],
    ];
    const starts = names.map((name) => RandomStream.of(...name).uniform());
    expect(new Set(starts).size).toBe(names.length);
  });

  test('fork by name, whatever has been drawn', () => {
    const stream = RandomStream.of(7, 'race');
    const before = first(stream.fork('problem', 3));
    first(stream, 100);
    expect(first(stream.fork('problem', 3))).toEqual(before);
    expect(before).toEqual(first(RandomStream.of(7, 'race', 'problem', 3)));
  });

  test('are normal: mean, variance, and the share beyond two sigma', () => {
    const count = 100_000;
    const draws = RandomStream.of(3, 'normal').normals(count, 2);
    const mean = draws.reduce((a, b) => a + b, 0) / count;
    const variance = draws.reduce((a, b) => a + (b - mean) ** 2, 0) / count;
    const beyond = draws.filter((x) => Math.abs(x) > 4).length / count;
    // Standard errors: 2 / √N = 0.006, 4 √(2/N) = 0.018, √(0.0455 · 0.95 / N) = 0.0007; four of each.
    expect([mean]).toBeAllClose([0], { within: 0.025 });
    expect([variance]).toBeAllClose([4], { within: 0.072 });
    expect([beyond]).toBeAllClose([0.0455], { within: 0.003 });
  });

  test('of neighbouring problems are not alike', () => {
    const count = 20_000;
    const stream = RandomStream.of(1, 'race');
    const correlation = (lag: number) => {
      let sum = 0;
      for (let b = 0; b < count; b++) {
        sum += stream.fork('problem', b).normal() * stream.fork('problem', b + lag).normal();
      }
      return sum / count;
    };
    // Standard error 1 / √N = 0.007.
    expect([correlation(1), correlation(2)]).toBeAllClose([0, 0], { within: 0.03 });
  });

  test('cut normals off at two sigma', () => {
    const draws = RandomStream.of(3).truncatedNormals(10_000, 0.5);
    expect(Math.max(...draws.map(Math.abs))).toBeLessThanOrEqual(1);
  });

  test('draw whole numbers evenly', () => {
    const counts = [0, 0, 0, 0, 0];
    const stream = RandomStream.of(2);
    for (let i = 0; i < 50_000; i++) {
      const face = stream.int(5);
      counts[face] = (counts[face] ?? 0) + 1;
    }
    // Standard error √(N · 0.2 · 0.8) = 89.
    expect(counts).toBeAllClose([10_000, 10_000, 10_000, 10_000, 10_000], { within: 400 });
  });
});

const GOLDEN = {
  uniform: [0.4973470589594897, 0.13538150991815878, 0.10434160451762098],
  normal: [1.135842204093933, 0.08911538124084473, 0.9008203148841858],
};
