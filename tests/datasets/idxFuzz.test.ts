/** Truncated and corrupted input: always the clear error, or the very same digits; never half of them. */
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { readIdx, unpacked } from '../../src/datasets/idx';
import { MNIST_FILES, type NamedBytes, readDigitFiles } from '../../src/datasets/mnistFiles';
import { RandomStream } from '../../src/runtime/random';
import { LabError } from '../../src/specs/errors';
import { idxImages, idxLabels, smallMnist } from '../helpers/digitFiles';

const small = smallMnist(24, 10);
const rng = RandomStream.of(20260, 'fuzz');

/** What became of reading: the digits, or the error that a person can read. */
async function outcome(files: readonly NamedBytes[]): Promise<'same' | 'other' | LabError> {
  try {
    return (await readDigitFiles(files, small.pins)).original ? 'same' : 'other';
  } catch (thrown) {
    if (!(thrown instanceof LabError)) throw thrown;
    return thrown;
  }
}

function requireClear(error: unknown, name: string, what: string): void {
  expect(error, what).toBeInstanceOf(LabError);
  const { code, message, remedy } = error as LabError;
  expect(code, what).toBe('bad-file');
  expect(message, what).toContain(name);
  expect(remedy, what).toBeTruthy();
}

const replaced = (index: number, bytes: Uint8Array): NamedBytes[] =>
  small.files.map((file, i) => (i === index ? { ...file, bytes } : file));

describe('gzipped files', () => {
  test('cut off anywhere', async () => {
    for (const [index, { name, bytes }] of small.files.entries()) {
      const ends = [0, 1, 2, 5, 9, 10, 11, bytes.length - 9, bytes.length - 4, bytes.length - 1];
      for (let i = 0; i < 12; i++) ends.push(rng.int(bytes.length));
      for (const end of ends.filter((at) => at >= 0)) {
        const result = await outcome(replaced(index, bytes.subarray(0, end)));
        requireClear(result, name, `${name} cut off after ${end} of ${bytes.length} bytes`);
      }
    }
  });

  test('with a byte changed anywhere', async () => {
    for (const [index, { name, bytes }] of small.files.entries()) {
      for (let i = 0; i < 60; i++) {
        const at = rng.int(bytes.length);
        const damaged = bytes.slice();
        damaged[at] = (damaged[at] ?? 0) ^ (1 + rng.int(255));
        const result = await outcome(replaced(index, damaged));
        // The date in the header and the bits that fill up the last byte say nothing about the content.
        if (result === 'same') continue;
        requireClear(result, name, `${name} with byte ${at} changed`);
      }
    }
  });

  test('with bytes behind the end', async () => {
    for (const [index, { name, bytes }] of small.files.entries()) {
      const longer = new Uint8Array([...bytes, 1, 2, 3]);
      requireClear(await outcome(replaced(index, longer)), name, name);
    }
  });

  test('that unpack to far more than MNIST has are left in time', async () => {
    const bomb = new Uint8Array(gzipSync(new Uint8Array(2 ** 28 + 2 ** 20), { level: 9 }));
    expect(bomb.length).toBeLessThan(2 ** 20);
    await expect(unpacked(bomb, 'bomb.gz')).rejects.toMatchObject({
      code: 'bad-file',
      message: 'bomb.gz: it unpacks to more than 256 MiB.',
    });
  });
});

describe('unpacked files', () => {
  test('cut off or prolonged anywhere', async () => {
    for (const [index, file] of MNIST_FILES.entries()) {
      const bytes = small.raw[file];
      const lengths = [0, 1, 3, 4, 7, 8, 15, 16, 17, bytes.length - 1, bytes.length + 1];
      for (let i = 0; i < 12; i++) lengths.push(rng.int(bytes.length));
      for (const length of lengths) {
        const changed = new Uint8Array(length);
        changed.set(bytes.subarray(0, length));
        const result = await outcome(replaced(index, changed));
        requireClear(result, file, `${file} of ${length} bytes`);
      }
    }
  });

  test('with any byte of the header changed', async () => {
    for (const [index, file] of MNIST_FILES.entries()) {
      const header = file.includes('images') ? 16 : 8;
      for (let at = 0; at < header; at++) {
        for (const flip of [1, 0x80, 0xff]) {
          const damaged = small.raw[file].slice();
          damaged[at] = (damaged[at] ?? 0) ^ flip;
          const result = await outcome(replaced(index, damaged));
          requireClear(result, file, `${file} with byte ${at} changed by ${flip}`);
        }
      }
    }
  });

  test('of noise', async () => {
    for (let i = 0; i < 200; i++) {
      const bytes = Uint8Array.from({ length: rng.int(64) }, () => rng.int(256));
      // As often as not with a header that is almost right.
      if (i % 2 === 1 && bytes.length >= 4) bytes.set([0, 0, 8, i % 4 === 1 ? 1 : 3]);
      expect(() => readIdx(bytes, 'noise'), bytes.join(' ')).toThrow(LabError);
    }
  });

  test('a header that promises more than can be is refused by its length, not by running out of memory', () => {
    const images = idxImages(1);
    new DataView(images.buffer).setUint32(4, 0xffffffff);
    expect(() => readIdx(images, 'large')).toThrow(/large: it is cut off: the images it announces/);
    const labels = idxLabels(4);
    new DataView(labels.buffer).setUint32(4, 0xffffffff);
    expect(() => readIdx(labels, 'large')).toThrow(/large: it is cut off: the labels it announces/);
  });

  test.each<[string, Uint8Array, RegExp]>([
    ['no examples', idxLabels(0), /it says that it has no examples/],
    [
      'a label of 10',
      Uint8Array.from([0, 0, 8, 1, 0, 0, 0, 2, 3, 10]),
      /label 1 is 10, expected 0 to 9/,
    ],
    [
      'signed integers',
      Uint8Array.from([0, 0, 9, 1, 0, 0, 0, 1, 3]),
      /it begins with 0x00000901, expected 0x00000803 \(images\) or 0x00000801 \(labels\)/,
    ],
    [
      'images of 27 rows',
      Uint8Array.from([0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 27, 0, 0, 0, 28]),
      /its images are 27 × 28, expected 28 × 28/,
    ],
  ])('%s', (_, bytes, message) => {
    expect(() => readIdx(bytes, 'file')).toThrow(message);
  });
});
