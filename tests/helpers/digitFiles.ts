/** Files of MNIST's format that a test makes itself: small, with strokes that a network can tell apart. */
import { createHash } from 'node:crypto';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import {
  MNIST_FILES,
  type MnistFile,
  type NamedBytes,
  type Pins,
} from '../../src/datasets/mnistFiles';
import { RandomStream } from '../../src/runtime/random';

/** The real files, where they lie beside the project (or where LAB_MNIST says). */
export const REAL_MNIST =
  process.env.LAB_MNIST ?? path.resolve(import.meta.dirname, '../../../shared/data/mnist');

const SIDE = 28;
const CLASSES = 10;

export const hexSha256 = (bytes: Uint8Array): string =>
  createHash('sha256').update(bytes).digest('hex');

function idx(magic: number, sizes: readonly number[], content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(4 + 4 * sizes.length + content.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, magic);
  for (const [i, size] of sizes.entries()) view.setUint32(4 + 4 * i, size);
  bytes.set(content, 4 + 4 * sizes.length);
  return bytes;
}

/** Example e is of class e mod 10. */
export const idxLabels = (count: number): Uint8Array =>
  idx(
    0x0801,
    [count],
    Uint8Array.from({ length: count }, (_, e) => e % CLASSES),
  );

/** A bar whose height says the class, in noise. */
export function idxImages(count: number, seed = 1): Uint8Array {
  const noise = RandomStream.of(seed, 'digit files');
  const pixels = new Uint8Array(count * SIDE * SIDE);
  for (let e = 0; e < count; e++) {
    const top = 4 + 2 * (e % CLASSES);
    for (let i = 0; i < SIDE * SIDE; i++) {
      const row = Math.floor(i / SIDE);
      const ink = row >= top && row < top + 3 && i % SIDE > 5 && i % SIDE < 22;
      pixels[e * SIDE * SIDE + i] = ink ? 200 + noise.int(56) : noise.int(30);
    }
  }
  return idx(0x0803, [count, SIDE, SIDE], pixels);
}

export interface SmallMnist {
  /** Unpacked, by their names. */
  raw: Record<MnistFile, Uint8Array>;
  /** Gzipped, `….gz`. */
  files: NamedBytes[];
  /** What they would be known by if they were MNIST. */
  pins: Pins;
}

export function smallMnist(training = 60, test = 20, seed = 1): SmallMnist {
  const raw: SmallMnist['raw'] = {
    'train-images-idx3-ubyte': idxImages(training, seed),
    'train-labels-idx1-ubyte': idxLabels(training),
    't10k-images-idx3-ubyte': idxImages(test, seed + 1),
    't10k-labels-idx1-ubyte': idxLabels(test),
  };
  const files = MNIST_FILES.map((file) => ({
    name: `${file}.gz`,
    bytes: new Uint8Array(gzipSync(raw[file])),
  }));
  const facts = MNIST_FILES.map((file, i) => {
    const { bytes } = files[i] as NamedBytes;
    const unpackedSha256 = hexSha256(raw[file]);
    return [file, { bytes: bytes.length, sha256: hexSha256(bytes), unpackedSha256 }] as const;
  });
  return { raw, files, pins: Object.fromEntries(facts) as unknown as Pins };
}
