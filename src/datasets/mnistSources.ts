/** Where MNIST may be had from: the list beside the page, and the mirrors that the Lab knows. */
import { z } from 'zod';
import ownMirrors from './mirrors.json';
import { MNIST_FILES, type MnistFile, ORIGINALS, type Pins } from './mnistFiles';

/**
 * Folders with the four gzipped originals whose hosts let pages of other origins read them
 * (`Access-Control-Allow-Origin: *`). What comes is checked against the pinned SHA-256, so a mirror need not be trusted.
 * The build names them in the page's content security policy.
 */
export const MIRRORS: readonly string[] = ownMirrors;

/** More of them for programs other than browsers: these do not send the header to every page. */
export const MORE_MIRRORS = [
  'https://storage.googleapis.com/cvdf-datasets/mnist/',
  'https://ossci-datasets.s3.amazonaws.com/mnist/',
] as const;

/** The list's name in the folder of the digits. */
export const INDEX_FILE = 'index.json';

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const factsSchema = z.object({
  bytes: z.number().int().positive(),
  sha256: hash,
  unpackedSha256: hash,
});

/**
 * `index.json`: what lies beside it, and, where the Lab's own are not to be used, mirrors and checksums. It is always
 * there, so that nobody has to ask for files that are not.
 */
export const digitsIndexSchema = z.object({
  version: z.literal(1),
  /** Names of IDX files in the same folder: all four, or none. */
  files: z.array(z.string().regex(/^[\w.-]+$/)).default([]),
  /** Addresses of folders, absolute or relative to the list. */
  mirrors: z.array(z.string().min(1)).optional(),
  pinned: z.record(z.enum(MNIST_FILES), factsSchema).optional(),
});

export interface MnistSources {
  /** Addresses of the four files beside the page; empty where they are not there. */
  files: { name: string; address: string }[];
  /** Addresses of folders, ending in a slash. */
  mirrors: string[];
  pins: Pins;
}

/** Without a list: no files, the Lab's own mirrors. */
export const NO_INDEX: MnistSources = { files: [], mirrors: [...MIRRORS], pins: ORIGINALS };

/**
 * @param text of `index.json`
 * @param folder its own address, ending in a slash
 * @throws ZodError, SyntaxError or TypeError where it is no such list (a host's page for what it does not have, say)
 */
export function readDigitsIndex(text: string, folder: string): MnistSources {
  const { files, mirrors, pinned } = digitsIndexSchema.parse(JSON.parse(text));
  return {
    files: files.map((name) => ({ name, address: new URL(name, folder).href })),
    mirrors: (mirrors ?? [...MIRRORS]).map((mirror) => new URL(asFolder(mirror), folder).href),
    pins: pinned ?? ORIGINALS,
  };
}

const asFolder = (address: string): string => (address.endsWith('/') ? address : `${address}/`);

/** Where a mirror has a file. */
export const mirrored = (mirror: string, file: MnistFile): string =>
  new URL(`${file}.gz`, mirror).href;
