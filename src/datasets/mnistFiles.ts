/** MNIST's four files: their names, sizes and checksums, and how digits are made of them. */
import type { OtherFile } from '../specs/digits';
import { LabError } from '../specs/errors';
import { type Digits, HELD_BACK, splitTraining } from './digits';
import { digitSet, type IdxContent, readIdx, unpacked } from './idx';
import { sha256 } from './sha256';

export const MNIST_FILES = [
  'train-images-idx3-ubyte',
  'train-labels-idx1-ubyte',
  't10k-images-idx3-ubyte',
  't10k-labels-idx1-ubyte',
] as const;
export type MnistFile = (typeof MNIST_FILES)[number];

export interface FileFacts {
  /** Of the gzipped original. */
  bytes: number;
  /** SHA-256 of the gzipped original, and of what it unpacks to. */
  sha256: string;
  unpackedSha256: string;
}

export type Pins = Readonly<Record<MnistFile, FileFacts>>;

/** The files as Y. LeCun, C. Cortes and C. Burges published them. */
export const ORIGINALS: Pins = {
  'train-images-idx3-ubyte': {
    bytes: 9_912_422,
    sha256: '440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609',
    unpackedSha256: 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
  },
  'train-labels-idx1-ubyte': {
    bytes: 28_881,
    sha256: '3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c',
    unpackedSha256: '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
  },
  't10k-images-idx3-ubyte': {
    bytes: 1_648_877,
    sha256: '8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6',
    unpackedSha256: '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
  },
  't10k-labels-idx1-ubyte': {
    bytes: 4542,
    sha256: 'f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6',
    unpackedSha256: 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
  },
};

/** A file as it was found, under the name that people know it by. */
export interface NamedBytes {
  name: string;
  bytes: Uint8Array;
}

export interface DigitFiles {
  digits: Digits;
  /** Whether they are the originals, by their checksums. */
  original: boolean;
  /** Which are not, where they are not. */
  others: OtherFile[];
}

/**
 * Digits from four IDX files, gzipped or not. Training images are told from test images by the files' names.
 *
 * @param pins what MNIST's own are known by
 * @throws LabError `bad-file` where one of them is missing, damaged or does not fit
 */
export async function readDigitFiles(
  files: readonly NamedBytes[],
  pins: Pins = ORIGINALS,
): Promise<DigitFiles> {
  const found = new Map<MnistFile, { name: string; content: IdxContent }>();
  const others: OtherFile[] = [];
  for (const { name, bytes } of files) {
    const role = roleOf(name);
    if (role === null) throw strange(name);
    if (found.has(role)) throw twice(name, role);
    const raw = await unpacked(bytes, name);
    found.set(role, { name, content: readIdx(raw, name) });
    const digest = await sha256(raw);
    const expected = pins[role].unpackedSha256;
    if (digest !== expected) others.push({ name, sha256: digest, expected });
  }
  const part = (role: MnistFile) => {
    const file = found.get(role);
    if (file === undefined) throw missing(role);
    return file;
  };
  const training = digitSet(part('train-images-idx3-ubyte'), part('train-labels-idx1-ubyte'));
  if (training.count < HELD_BACK)
    throw tooFew(part('train-images-idx3-ubyte').name, training.count);
  const test = digitSet(part('t10k-images-idx3-ubyte'), part('t10k-labels-idx1-ubyte'));
  return { digits: { ...splitTraining(training), test }, original: others.length === 0, others };
}

/**
 * Which of the four a file is by its name; null for none. `train-images.idx3-ubyte.gz`,
 * `emnist-digits-test-labels-idx1-ubyte` and the like are known, too.
 */
export function roleOf(name: string): MnistFile | null {
  const plain = name
    .toLowerCase()
    .replace(/\.gz$/, '')
    .replaceAll('.', '-')
    .replace(/test(?=-(?:images|labels)-)/, 't10k');
  return MNIST_FILES.find((file) => plain.endsWith(file)) ?? null;
}

const strange = (name: string) =>
  new LabError({
    code: 'bad-file',
    message: `${name} has not the name of one of MNIST's files.`,
    remedy: `The four are ${MNIST_FILES.join(', ')}, with or without .gz.`,
  });

const twice = (name: string, role: MnistFile) =>
  new LabError({
    code: 'bad-file',
    message: `${name} is the second file for ${role}.`,
    remedy: 'Give each of the four files once.',
  });

const missing = (role: MnistFile) =>
  new LabError({
    code: 'bad-file',
    message: `${role} is missing.`,
    remedy: 'Give all four files together, gzipped or not.',
  });

const tooFew = (name: string, count: number) =>
  new LabError({
    code: 'bad-file',
    message: `${name} has ${count} images to train on, expected at least ${HELD_BACK}.`,
    remedy: `One in ${HELD_BACK} is held back for validation. Give more of them.`,
  });
