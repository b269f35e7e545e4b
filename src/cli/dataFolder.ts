/** A folder with MNIST's four files: read, filled, and listed for the page. */
import { mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { downloadMnist } from '../datasets/download';
import {
  MNIST_FILES,
  type MnistFile,
  type NamedBytes,
  ORIGINALS,
  type Pins,
  readDigitFiles,
  roleOf,
} from '../datasets/mnistFiles';
import { INDEX_FILE, MIRRORS, MORE_MIRRORS } from '../datasets/mnistSources';
import { LabError } from '../specs/errors';
import { readBytes, writeWhole } from './files';
import type { Terminal } from './terminal';

/**
 * The four files of a folder, gzipped or not.
 *
 * @throws LabError `bad-file` where the folder or one of them is not there
 */
export function filesIn(folder: string): NamedBytes[] {
  const names = listed(folder);
  return MNIST_FILES.map((role) => {
    const name = names.find((candidate) => roleOf(candidate) === role);
    if (name === undefined) throw missing(folder, role);
    return { name, bytes: readBytes(path.join(folder, name)) };
  });
}

/** Whether a folder has anything that is called like one of them. */
export const hasDigitFiles = (folder: string): boolean => {
  try {
    return readdirSync(folder).some((name) => roleOf(name) !== null);
  } catch {
    return false;
  }
};

/** Gzipped ones before others of the same name. */
function listed(folder: string): string[] {
  try {
    return readdirSync(folder).sort(
      (a, b) => Number(b.endsWith('.gz')) - Number(a.endsWith('.gz')),
    );
  } catch {
    throw new LabError({
      code: 'bad-file',
      message: `${folder} cannot be read.`,
      remedy: 'Name the folder of the four files.',
    });
  }
}

/** @throws LabError `download` where no mirror has them */
export async function downloadedFiles(terminal: Terminal): Promise<NamedBytes[]> {
  return downloadMnist({
    pins: ORIGINALS,
    mirrors: [...MIRRORS, ...MORE_MIRRORS],
    store: { pieces: async () => [], add: async () => {}, drop: async () => {} },
    fetch,
    signal: new AbortController().signal,
    onProgress: ({ received, total, mirror }) => {
      const percent = Math.floor((100 * received) / total);
      terminal.progress(`${percent} % of ${(total / 2 ** 20).toFixed(1)} MB from ${mirror}`);
    },
  });
}

/**
 * Checks the four files and writes them, gzipped, to a folder.
 *
 * @param options.withIndex writes the list for the page, too; `pins`: what they are checked by
 * @throws LabError `bad-file` where they are not MNIST's; then nothing is written
 */
export async function putDigits(
  files: readonly NamedBytes[],
  folder: string,
  { withIndex, pins = ORIGINALS }: { withIndex: boolean; pins?: Pins },
): Promise<void> {
  const { others } = await readDigitFiles(files, pins);
  const [other] = others;
  if (other !== undefined) throw notMnist(other.name, other.sha256, other.expected);
  mkdirSync(folder, { recursive: true });
  const written = files.map(({ name, bytes }) => {
    const file = `${roleOf(name)}.gz`;
    writeWhole(path.join(folder, file), name.endsWith('.gz') ? bytes : gzipSync(bytes));
    return file;
  });
  if (!withIndex) return;
  const index = `${JSON.stringify({ version: 1, files: written }, null, 1)}\n`;
  writeWhole(path.join(folder, INDEX_FILE), index);
}

const missing = (folder: string, role: MnistFile) =>
  new LabError({
    code: 'bad-file',
    message: `${folder} has no ${role}.gz and no ${role}.`,
    remedy: 'All four files of MNIST are needed.',
  });

const notMnist = (name: string, found: string, expected: string) =>
  new LabError({
    code: 'bad-file',
    message: `${name} is not MNIST's: it unpacks to SHA-256 ${found}, expected ${expected}.`,
    remedy: 'Digits of your own can be dropped on the page; nothing was copied.',
  });
