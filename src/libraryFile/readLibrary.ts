import { strFromU8, type UnzipFileInfo, unzipSync } from 'fflate';
import { readOptimizerFile } from '../optimizerFile';
import { errorInfo, LabError } from '../specs/errors';
import { contentHash } from './contentHash';
import type { LibraryContents, LibraryRun } from './contents';
import {
  type FileEntry,
  LIBRARY_VERSION,
  MANIFEST,
  type Manifest,
  manifestSchema,
} from './manifest';
import { unpackValue } from './packedValue';
import { checkTraining } from './trainingRun';

/** What a library file may take, packed and unpacked. */
export const MAX_LIBRARY_BYTES = 512 * 2 ** 20;
const MAX_UNPACKED_BYTES = 2 ** 30;
const MAX_FILES = 500_000;

/**
 * Reads and checks a library file, all of it: nothing of a file with any damage is given back.
 *
 * @param fileName for messages only
 * @throws LabError `bad-file`, naming the part at fault
 */
export function readLibraryFile(bytes: Uint8Array, fileName: string): LibraryContents {
  const read = new LibraryReader(bytes, fileName);
  const { optimizers, runs, rates } = read.manifest();
  const ids = new Set<string>();
  const once = (id: string, what: string): void => {
    if (ids.has(id)) throw read.bad(`${what} is there more than once`);
    ids.add(id);
  };
  return {
    optimizers: optimizers.map(({ file, ...words }) => {
      const what = `the optimizer "${words.name}" (${file.path})`;
      once(words.id, what);
      const content = read.file(file, what);
      read.tried(what, () => readOptimizerFile(content, file.path));
      return { ...words, file: content };
    }),
    runs: runs.map((run) => read.run(run, once)),
    rates,
  };
}

class LibraryReader {
  readonly #files: Record<string, Uint8Array>;
  readonly #fileName: string;

  constructor(bytes: Uint8Array, fileName: string) {
    this.#fileName = fileName;
    if (bytes.length > MAX_LIBRARY_BYTES) {
      throw this.bad(
        `has ${Math.round(bytes.length / 1e6)} MB; library files have at most ${MAX_LIBRARY_BYTES / 2 ** 20} MB`,
      );
    }
    let unpacked = 0;
    let count = 0;
    const filter = ({ originalSize }: UnzipFileInfo): boolean => {
      unpacked += originalSize;
      count++;
      if (unpacked > MAX_UNPACKED_BYTES || count > MAX_FILES)
        throw new Error('it unpacks to too much');
      return true;
    };
    try {
      this.#files = unzipSync(bytes, { filter });
    } catch (thrown) {
      throw this.bad(`is no zip that can be read: ${errorInfo(thrown).message}`);
    }
  }

  bad(problem: string): LabError {
    return new LabError({
      code: 'bad-file',
      message: `${this.#fileName}: ${problem}. Nothing of it was taken.`,
      remedy: 'Choose a library file that the Lab has exported, or export it again.',
    });
  }

  /** @throws LabError naming `what`, with why */
  tried<T>(what: string, work: () => T): T {
    try {
      return work();
    } catch (thrown) {
      throw this.bad(`${what} is damaged: ${errorInfo(thrown).message}`);
    }
  }

  manifest(): Manifest {
    const bytes = this.#content(MANIFEST);
    if (!bytes) throw this.bad(`is no library of the Lab: it has no ${MANIFEST}`);
    const json = this.tried(MANIFEST, () => JSON.parse(strFromU8(bytes)) as unknown);
    const version = (json as { version?: unknown } | null)?.version;
    if (typeof version === 'number' && version > LIBRARY_VERSION) {
      throw this.bad(
        `is a library of version ${version}; this Lab reads version ${LIBRARY_VERSION}: reload for a newer one`,
      );
    }
    const parsed = manifestSchema.safeParse(json);
    if (parsed.success) return parsed.data;
    const issue = parsed.error.issues[0];
    throw this.bad(`${MANIFEST} is damaged at ${issue?.path.join('.')}: ${issue?.message}`);
  }

  file({ path, bytes, hash }: FileEntry, what: string): Uint8Array<ArrayBuffer> {
    const content = this.#content(path);
    if (!content) throw this.bad(`${what} is missing`);
    if (content.length !== bytes || contentHash(content) !== hash) {
      throw this.bad(`${what} is damaged: its content is not what was written`);
    }
    return content.slice();
  }

  run(
    { record, series, parts }: Manifest['runs'][number],
    once: (id: string, what: string) => void,
  ): LibraryRun {
    const name = `the run "${record.name}"`;
    once(record.id, name);
    const read: LibraryRun = { record, series: {}, parts: {} };
    for (const { name: part, columns, file } of series) {
      const what = `${name}, curve ${part} (${file.path})`;
      const content = this.file(file, what);
      if (content.length % (8 * columns) !== 0) throw this.bad(`${what} was cut off`);
      const view = new DataView(content.buffer);
      const values = Float64Array.from({ length: content.length / 8 }, (_, i) =>
        view.getFloat64(8 * i, true),
      );
      read.series[part] = { columns, values };
    }
    for (const { name: part, file } of parts) {
      const what = `${name}, ${part} (${file.path})`;
      const content = this.file(file, what);
      read.parts[part] = this.tried(what, () => unpackValue(JSON.parse(strFromU8(content))));
    }
    if (record.kind === 'training') this.tried(name, () => checkTraining(read));
    return read;
  }

  #content(path: string): Uint8Array | undefined {
    return Object.hasOwn(this.#files, path) ? this.#files[path] : undefined;
  }
}
