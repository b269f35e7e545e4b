/** Ten thousand damaged files of every form: always an optimizer or a clear refusal, and never a long wait. */
import { describe, expect, it } from 'vitest';
import { exportOptimizer } from '../../src/export/exportOptimizer';
import { readAnyOptimizerFile } from '../../src/optimizerFile/anyFile';
import { LabError } from '../../src/specs/errors';
import { EXPORT_FORMATS } from '../../src/specs/exportFormats';
import { lstmWeightCount, phiFromLearnedOptimizer } from '../../src/specs/lstmShapes';
import { lstmConfigSchema } from '../../src/specs/optimizer';
import { randomSource, someOptimizer } from './fixtures';

const ROUNDS = 10_000;
/** Milliseconds; a whole round takes less than one on average. */
const LONGEST = 2_000;

const SEEDS = [
  { layers: 1, hiddenUnits: 1 },
  { layers: 2, hiddenUnits: 3, preprocess: 'log-sign', output: 'tanh' },
] as const;

/** One of the ways in which files go wrong. */
type Damage = (bytes: Uint8Array, random: () => number) => Uint8Array;
const place = (bytes: Uint8Array, random: () => number) => Math.floor(random() * bytes.length);
const DAMAGES: Damage[] = [
  // A bit.
  (bytes, random) => {
    const at = place(bytes, random);
    return bytes.with(at, (bytes[at] ?? 0) ^ (1 << Math.floor(random() * 8)));
  },
  // Some bytes.
  (bytes, random) => {
    const copy = bytes.slice();
    const at = place(bytes, random);
    for (let i = 0; i < 1 + random() * 8; i++) copy[at + i] = Math.floor(random() * 256);
    return copy;
  },
  // A number of four bytes, made huge or zero: lengths, sizes, offsets.
  (bytes, random) => {
    const at = place(bytes, random);
    return bytes.slice().fill(random() < 0.5 ? 0xff : 0, at, at + 4);
  },
  // Cut off.
  (bytes, random) => bytes.slice(0, place(bytes, random)),
  // A piece left out.
  (bytes, random) => {
    const at = place(bytes, random);
    const length = Math.floor(random() * 64);
    return Uint8Array.from([...bytes.subarray(0, at), ...bytes.subarray(at + length)]);
  },
  // A piece twice.
  (bytes, random) => {
    const at = place(bytes, random);
    const length = Math.floor(random() * 64);
    return Uint8Array.from([...bytes.subarray(0, at + length), ...bytes.subarray(at)]);
  },
];
/** Words that settings may have in the place of theirs. */
const WORDS = ['1e999', '-1', '0', 'null', '""', '[]', '{}', 'true', '99999999', 'NaN', '0.5'];
const replacedWord: Damage = (bytes, random) => {
  const text = new TextDecoder('latin1').decode(bytes);
  const numbers = [...text.matchAll(/(?<=:\s*"?)[\w.-]+(?="?[,}])/g)];
  const found = numbers[Math.floor(random() * numbers.length)];
  if (found === undefined) return bytes;
  const word = WORDS[Math.floor(random() * WORDS.length)] ?? '';
  const changed = text.slice(0, found.index) + word + text.slice(found.index + found[0].length);
  return Uint8Array.from(changed, (char) => char.charCodeAt(0));
};

describe('damaged files', () => {
  it(`end as an optimizer or a refusal, ${ROUNDS} of them`, { timeout: 60_000 }, () => {
    const random = randomSource(6);
    const files = EXPORT_FORMATS.flatMap((format) =>
      SEEDS.map((seed) => {
        const config = lstmConfigSchema.parse(seed);
        return exportOptimizer(someOptimizer(config), 'fuzz', format).bytes;
      }),
    );
    const damages = [...DAMAGES, replacedWord];
    let [accepted, refused, longest] = [0, 0, 0];
    for (let round = 0; round < ROUNDS; round++) {
      const file = files[round % files.length] ?? new Uint8Array();
      let damaged: Uint8Array = file;
      for (let times = 1 + Math.floor(random() * 3); times > 0; times--) {
        const damage = damages[Math.floor(random() * damages.length)];
        damaged = damage?.(damaged, random) ?? damaged;
      }
      const start = performance.now();
      try {
        const optimizer = readAnyOptimizerFile(damaged, 'fuzz.file', { p: 5, outputScale: 0.01 });
        accepted++;
        // Whatever is accepted is whole: settings within their limits, all weights there and finite.
        const config = lstmConfigSchema.parse(optimizer.config);
        const phi = phiFromLearnedOptimizer(optimizer);
        expect(phi).toHaveLength(lstmWeightCount(config));
        expect(phi.every(Number.isFinite)).toBe(true);
      } catch (thrown) {
        refused++;
        if (!(thrown instanceof LabError)) throw thrown;
        expect(['bad-file', 'bad-input']).toContain(thrown.code);
        expect(thrown.message).toMatch(/^fuzz\.file/);
        expect(thrown.remedy).toMatch(/./);
      }
      longest = Math.max(longest, performance.now() - start);
    }
    // Both happen: what is damaged may be a README, or a weight that is another number now.
    expect(accepted).toBeGreaterThan(ROUNDS / 50);
    expect(refused).toBeGreaterThan(ROUNDS / 2);
    expect(longest).toBeLessThan(LONGEST);
  });
});
