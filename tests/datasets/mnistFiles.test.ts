import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { DIGIT_PIXELS, type DigitSet } from '../../src/datasets/digits';
import {
  MNIST_FILES,
  type MnistFile,
  type NamedBytes,
  readDigitFiles,
} from '../../src/datasets/mnistFiles';
import { hexSha256, idxImages, idxLabels, REAL_MNIST, smallMnist } from '../helpers/digitFiles';

const small = smallMnist();

/** The small set with some of its files replaced, under the plain names. */
const withFiles = (changed: Partial<Record<MnistFile, Uint8Array>>): NamedBytes[] =>
  MNIST_FILES.map((name) => ({ name, bytes: changed[name] ?? small.raw[name] }));

const refusal = (files: readonly NamedBytes[]) =>
  readDigitFiles(files).then(
    () => {
      throw new Error('it was accepted');
    },
    (thrown) => thrown,
  );

describe('four IDX files', () => {
  test('gzipped or not, under whatever name people know them by', async () => {
    const names = [
      'train-images.idx3-ubyte',
      'Train-Labels-IDX1-ubyte',
      'emnist-digits-test-images-idx3-ubyte',
      't10k-labels.idx1-ubyte',
    ];
    const plain = MNIST_FILES.map((file, i) => ({ name: names[i] ?? '', bytes: small.raw[file] }));
    const one = await readDigitFiles(plain, small.pins);
    const other = await readDigitFiles(small.files.toReversed(), small.pins);
    expect(one.original).toBe(true);
    expect(other.digits).toEqual(one.digits);
  });

  test('a twelfth of the training images is held back, and none is in two parts', async () => {
    const { digits } = await readDigitFiles(small.files);
    expect([digits.training.count, digits.validation.count, digits.test.count]).toEqual([
      55, 5, 20,
    ]);
    const images = ({ images, labels }: DigitSet) =>
      Array.from(
        labels,
        (label, e) =>
          `${label} ${images.subarray(e * DIGIT_PIXELS, (e + 1) * DIGIT_PIXELS).join(' ')}`,
      );
    const all = images({
      count: 60,
      images: small.raw['train-images-idx3-ubyte'].subarray(16),
      labels: small.raw['train-labels-idx1-ubyte'].subarray(8),
    });
    const parts = [...images(digits.training), ...images(digits.validation)];
    expect(parts.toSorted()).toEqual(all.toSorted());
    expect(new Set(parts).size).toBe(60);
    const again = await readDigitFiles(small.files);
    expect(again.digits).toEqual(digits);
  });

  test('that are not MNIST’s are named with both checksums', async () => {
    const { original, others } = await readDigitFiles(withFiles({}), {
      ...small.pins,
      't10k-labels-idx1-ubyte': {
        ...small.pins['t10k-labels-idx1-ubyte'],
        unpackedSha256: 'f'.repeat(64),
      },
    });
    expect(original).toBe(false);
    expect(others).toEqual([
      {
        name: 't10k-labels-idx1-ubyte',
        sha256: hexSha256(small.raw['t10k-labels-idx1-ubyte']),
        expected: 'f'.repeat(64),
      },
    ]);
  });

  test.each<[string, NamedBytes[], RegExp]>([
    ['one is missing', withFiles({}).slice(1), /^train-images-idx3-ubyte is missing\.$/],
    [
      'one comes twice',
      [...withFiles({}), { name: 'train-labels-idx1-ubyte.gz', bytes: idxLabels(60) }],
      /train-labels-idx1-ubyte\.gz is the second file for train-labels-idx1-ubyte/,
    ],
    [
      'one is something else',
      [...withFiles({}).slice(1), { name: 'photo.png', bytes: idxLabels(60) }],
      /photo\.png has not the name of one of MNIST's files/,
    ],
    [
      'labels are fewer than images',
      withFiles({ 'train-labels-idx1-ubyte': idxLabels(59) }),
      /train-labels-idx1-ubyte: it has 59 labels for 60 images/,
    ],
    [
      'images stand where labels should',
      withFiles({ 'train-labels-idx1-ubyte': idxImages(60) }),
      /train-labels-idx1-ubyte: it has images, expected labels/,
    ],
    [
      'there are too few to hold one back',
      withFiles({
        'train-images-idx3-ubyte': idxImages(11),
        'train-labels-idx1-ubyte': idxLabels(11),
      }),
      /train-images-idx3-ubyte has 11 images to train on, expected at least 12/,
    ],
  ])('are refused where %s', async (_, files, message) => {
    const error = await refusal(files);
    expect(error).toMatchObject({ name: 'LabError', code: 'bad-file' });
    expect(error.message).toMatch(message);
  });
});

describe.runIf(existsSync(REAL_MNIST))('the real files', () => {
  test('are the originals: 60,000 and 10,000 digits with the labels that everybody knows', async () => {
    const names = readdirSync(REAL_MNIST).filter((name) => name.endsWith('.gz'));
    const files = names.map((name) => ({
      name,
      bytes: new Uint8Array(readFileSync(path.join(REAL_MNIST, name))),
    }));
    const { digits, original } = await readDigitFiles(files);
    expect(original).toBe(true);
    expect([digits.training.count, digits.validation.count, digits.test.count]).toEqual([
      55_000, 5000, 10_000,
    ]);
    expect([...digits.test.labels.subarray(0, 10)]).toEqual([7, 2, 1, 0, 4, 1, 4, 9, 5, 9]);
    // The mean ink of MNIST's 60,000 training images is known to be 0.1307.
    const sum = (images: Uint8Array) => images.reduce((total, pixel) => total + pixel, 0);
    const ink = sum(digits.training.images) + sum(digits.validation.images);
    expect(ink / (60_000 * DIGIT_PIXELS) / 255).toBeCloseTo(0.1307, 4);
  }, 60_000);
});
