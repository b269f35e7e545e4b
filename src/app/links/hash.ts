/**
 * Short names of numbers, to tell whether two sets of them are the same to the last bit. They notice accidents; they
 * are not made against somebody who looks for two sets of the same name.
 */
import { phiFromLearnedOptimizer } from '../../specs/lstmShapes';
import type { LearnedOptimizer } from '../../specs/optimizer';

/** Every NaN counts as the same. */
const NAN_BITS = 0x7fc0_0000;

/** Two lanes of 32 bits over the words (after MurmurHash3's mixing steps, A. Appleby), then over the text. */
export function hashOf(arrays: readonly Float32Array[], text = ''): string {
  let a = 0x9747_b28c;
  let b = 0x1b87_3593;
  const take = (word: number): void => {
    const mixed = Math.imul(word, 0xcc9e_2d51);
    a = Math.imul(a ^ ((mixed << 15) | (mixed >>> 17)), 0x85eb_ca6b) + 0x1656_67b1;
    b = Math.imul(b ^ mixed ^ (b >>> 15), 0xc2b2_ae35) + 0x27d4_eb2f;
  };
  for (const values of arrays) {
    take(values.length);
    const words = new Uint32Array(values.buffer, values.byteOffset, values.length);
    for (let i = 0; i < words.length; i++) {
      take(Number.isNaN(values[i]) ? NAN_BITS : (words[i] ?? 0));
    }
  }
  for (let i = 0; i < text.length; i++) take(text.charCodeAt(i));
  return finished(a) + finished(b);
}

function finished(lane: number): string {
  let word = lane ^ (lane >>> 16);
  word = Math.imul(word, 0x85eb_ca6b);
  word ^= word >>> 13;
  return (word >>> 0).toString(16).padStart(8, '0');
}

/** Of an optimizer: its weights and what decides how they are used, whatever it is called and whoever trained it. */
export function weightsHash(optimizer: LearnedOptimizer): string {
  const settings = Object.entries(optimizer.config).sort(([x], [y]) => (x < y ? -1 : 1));
  return hashOf([phiFromLearnedOptimizer(optimizer)], JSON.stringify(settings)).slice(0, 8);
}
