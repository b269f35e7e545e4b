import { afterEach, describe, expect, test, vi } from 'vitest';
import { plainSha256, sha256 } from '../../src/datasets/sha256';
import { hexSha256 } from '../helpers/digitFiles';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const text = (words: string) => new TextEncoder().encode(words);

afterEach(() => vi.unstubAllGlobals());

describe('SHA-256', () => {
  test('the examples of FIPS 180-4', () => {
    expect(hex(plainSha256(text('abc')))).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
    expect(hex(plainSha256(text('')))).toBe(
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    );
  });

  test('as Node computes it, for every length about the ends of blocks', () => {
    const all = Uint8Array.from({ length: 300 }, (_, i) => (i * 37) % 256);
    for (const length of [1, 54, 55, 56, 57, 63, 64, 65, 119, 120, 127, 128, 129, 300]) {
      const bytes = all.subarray(0, length);
      expect(hex(plainSha256(bytes)), `${length} bytes`).toBe(hexSha256(bytes));
    }
  });

  test('the same where the browser has none of its own (a page over plain HTTP)', async () => {
    const bytes = text('digits');
    const own = await sha256(bytes);
    vi.stubGlobal('crypto', {});
    expect(await sha256(bytes)).toBe(own);
    expect(own).toBe(hexSha256(bytes));
  });
});
