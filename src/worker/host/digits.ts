/**
 * Digits for the worker's runs: from memory, from the browser's cache, from the folder beside the page; or from a
 * mirror or from the person's own files, where they ask for it.
 */
import {
  DIGIT_CLASSES,
  type DigitSet,
  type Digits,
  digitsOf,
  forgetDigits,
  hasDigits,
  picked,
  provideDigits,
} from '../../datasets/digits';
import { type DownloadProgress, downloadMnist } from '../../datasets/download';
import { MNIST_FILES, type NamedBytes, readDigitFiles } from '../../datasets/mnistFiles';
import {
  INDEX_FILE,
  type MnistSources,
  NO_INDEX,
  readDigitsIndex,
} from '../../datasets/mnistSources';
import type {
  DigitCounts,
  DigitPlace,
  DigitSamples,
  DigitsRead,
  DigitsShown,
  DigitsStatus,
} from '../../specs/digits';
import { LabError } from '../../specs/errors';
import type { DigitSource, TaskSpec } from '../../specs/task';
import { DIGITS_DATABASE, type DigitsCache, type KeptSource, openDigitsCache } from './digitsCache';
import { inTurn, type TabLocks } from './oneTab';

export interface DigitsDeps {
  cache?: DigitsCache;
  fetch?: typeof fetch;
  /** By which tabs take turns; the browser's own where it is left out. */
  locks?: TabLocks;
  /** Whether a run that goes on, or is paused, draws from that source. */
  inUse?: (source: DigitSource) => boolean;
}

/** Tabs that share the database take turns. */
const DOWNLOADING = `${DIGITS_DATABASE}: download`;

export class DigitShelf {
  readonly #cache: DigitsCache;
  readonly #fetch: typeof fetch;
  readonly #locks: TabLocks | undefined;
  readonly #inUse: (source: DigitSource) => boolean;
  /** The folder beside the page; null where there is no page. */
  #folder: string | null = null;
  #sources: Promise<MnistSources> | null = null;
  /** Loading of a source that is going on: whoever wants it meanwhile waits for the same. */
  readonly #loading = new Map<KeptSource, Promise<void>>();

  constructor(deps: DigitsDeps = {}) {
    const { cache = openDigitsCache(), fetch: ask, inUse = () => false } = deps;
    this.#cache = cache;
    this.#locks = deps.locks ?? globalThis.navigator?.locks;
    this.#inUse = inUse;
    this.#fetch = ask ?? ((...request) => fetch(...request));
  }

  /** The address of the folder beside the page where MNIST may lie, ending in a slash. */
  lieAt(folder: string): void {
    if (folder === this.#folder) return;
    this.#folder = folder;
    this.#sources = null;
  }

  /**
   * Sees to it that the digits of these tasks are in memory.
   *
   * @throws LabError `no-data` where they have to be got by the person first; `bad-file` where what is here is damaged
   */
  async prepare(...tasks: readonly TaskSpec[]): Promise<void> {
    for (const task of tasks) {
      if (task.name === 'mnist' && task.data !== 'synthetic') await this.#load(task.data);
    }
  }

  async status(): Promise<DigitsStatus> {
    const { pins } = await this.#known();
    const sizes = await this.#cache.sizes();
    const bytes = MNIST_FILES.reduce((sum, file) => sum + pins[file].bytes, 0);
    const received = MNIST_FILES.reduce(
      (sum, file) => sum + Math.min(sizes.get(file) ?? 0, pins[file].bytes),
      0,
    );
    return {
      places: {
        synthetic: 'drawn',
        mnist: await this.#placeOf('mnist'),
        files: await this.#placeOf('files'),
      },
      download: { bytes, received },
    };
  }

  /** @throws as `prepare` */
  async show(source: DigitSource): Promise<DigitsShown> {
    if (source !== 'synthetic') await this.#load(source);
    const digits = digitsOf(source);
    return { counts: countsOf(digits), samples: oneOfEach(digits.training) };
  }

  /**
   * MNIST's files, or (where they are `own`) others of that format, kept from now on.
   *
   * @throws LabError `bad-file` where one is missing or damaged; `bad-input` where a run draws from what they would
   *   replace. What was here before stays
   */
  async read(files: readonly { name: string; content: Blob }[], own: boolean): Promise<DigitsRead> {
    const named: NamedBytes[] = [];
    for (const { name, content } of files) {
      named.push({ name, bytes: new Uint8Array(await content.arrayBuffer()) });
    }
    const { pins } = await this.#known();
    const { digits, original, others } = await readDigitFiles(named, pins);
    if (!original && !own) {
      return { outcome: 'other', others, counts: countsOf(digits) };
    }
    const source = original ? 'mnist' : 'files';
    // MNIST is always the same; a run's own digits must not become others on its way.
    if (source === 'files') this.#requireFree(source);
    const kept = await this.#cache.put(source, named);
    provideDigits(source, digits);
    if (source === 'mnist') await this.#dropPieces();
    return { outcome: 'loaded', source, kept };
  }

  /**
   * One tab at a time: two at once would write over each other's pieces.
   *
   * @param onWaiting called where another tab is downloading
   * @throws LabError `stopped`, `download`; what has come is kept
   */
  download(
    signal: AbortSignal,
    onProgress: (progress: DownloadProgress) => void,
    onWaiting: () => void = () => {},
  ): Promise<{ kept: boolean }> {
    return inTurn(DOWNLOADING, { locks: this.#locks, signal, onWaiting }, async () => {
      if (await this.#keptMeanwhile()) return { kept: true };
      return this.#downloadNow(signal, onProgress);
    });
  }

  /** Whether another tab has brought MNIST since this page last looked. */
  async #keptMeanwhile(): Promise<boolean> {
    if ((await this.#placeOf('mnist')) !== 'cache') return false;
    try {
      await this.#load('mnist');
      return true;
    } catch {
      // It is damaged: what is downloaded now takes its place.
      return false;
    }
  }

  async #downloadNow(
    signal: AbortSignal,
    onProgress: (progress: DownloadProgress) => void,
  ): Promise<{ kept: boolean }> {
    const { pins, mirrors } = await this.#known();
    const files = await downloadMnist({
      pins,
      mirrors,
      store: this.#cache,
      fetch: this.#fetch,
      signal,
      onProgress,
    });
    const { digits } = await readDigitFiles(files, pins);
    const kept = await this.#cache.put('mnist', files);
    provideDigits('mnist', digits);
    await this.#dropPieces();
    return { kept };
  }

  /** @throws LabError `bad-input` where a run draws from them */
  async remove(source: DigitSource): Promise<void> {
    if (source === 'synthetic') return;
    this.#requireFree(source);
    await this.#cache.remove(source);
    if (source === 'mnist') await this.#dropPieces();
    forgetDigits(source);
  }

  #requireFree(source: KeptSource): void {
    if (this.#inUse(source)) throw busy();
  }

  async #dropPieces(): Promise<void> {
    for (const file of MNIST_FILES) await this.#cache.drop(file);
  }

  async #placeOf(source: KeptSource): Promise<DigitPlace | null> {
    if (await this.#cache.has(source)) {
      return (await this.#cache.kind()) === 'persistent' ? 'cache' : 'memory';
    }
    if (source === 'mnist' && (await this.#known()).files.length > 0) return 'page';
    return hasDigits(source) ? 'memory' : null;
  }

  #load(source: KeptSource): Promise<void> {
    if (hasDigits(source)) return Promise.resolve();
    const going = this.#loading.get(source);
    if (going !== undefined) return going;
    const loading = this.#loadNow(source).finally(() => this.#loading.delete(source));
    this.#loading.set(source, loading);
    return loading;
  }

  async #loadNow(source: KeptSource): Promise<void> {
    const { pins, files } = await this.#known();
    const cached = await this.#cache.get(source);
    const found = cached ?? (source === 'mnist' ? await this.#fromPage(files) : null);
    // Nobody has them: let the one who knows say so.
    if (found === null) {
      digitsOf(source);
      return;
    }
    const { digits, others } = await readDigitFiles(found, pins);
    const [other] = others;
    if (source === 'mnist' && other !== undefined) throw notMnist(other.name, cached !== null);
    provideDigits(source, digits);
  }

  async #fromPage(files: MnistSources['files']): Promise<NamedBytes[] | null> {
    if (files.length === 0) return null;
    return Promise.all(
      files.map(async ({ name, address }) => {
        const response = await this.#fetch(address).catch(() => null);
        if (!response?.ok) throw notServed(name, response?.status);
        return { name, bytes: new Uint8Array(await response.arrayBuffer()) };
      }),
    );
  }

  /** What the list beside the page says; where there is none, what the Lab knows by itself. */
  #known(): Promise<MnistSources> {
    this.#sources ??= this.#readIndex().catch(() => {
      // The next one who asks may have more luck.
      this.#sources = null;
      return NO_INDEX;
    });
    return this.#sources;
  }

  async #readIndex(): Promise<MnistSources> {
    if (this.#folder === null) return NO_INDEX;
    const address = new URL(INDEX_FILE, this.#folder).href;
    const response = await this.#fetch(address, { cache: 'no-cache' });
    if (!response.ok) return NO_INDEX;
    return readDigitsIndex(await response.text(), this.#folder);
  }
}

const countsOf = ({ training, validation, test }: Digits): DigitCounts => ({
  training: training.count,
  validation: validation.count,
  test: test.count,
});

/** The first of each class. */
function oneOfEach(set: DigitSet): DigitSamples {
  const firsts = Array.from({ length: DIGIT_CLASSES }, (_, digit) => set.labels.indexOf(digit));
  return picked(
    set,
    firsts.filter((at) => at >= 0),
  );
}

const busy = () =>
  new LabError({
    code: 'bad-input',
    message: 'A run is drawing from the digits that are here.',
    remedy: 'Stop it first, also where it is paused.',
  });

const notMnist = (name: string, cached: boolean) =>
  new LabError({
    code: 'bad-file',
    message: `${name}, ${cached ? 'as the browser kept it' : 'as it is served with this page'}, has another checksum than MNIST's.`,
    remedy: cached
      ? 'Remove it, and download MNIST again.'
      : 'Download MNIST, or choose its four files.',
  });

const notServed = (name: string, status: number | undefined) =>
  new LabError({
    code: 'bad-file',
    message: `${name} is listed beside this page, but was not served${status === undefined ? '' : ` (status ${status})`}.`,
    remedy: 'Reload the page; or download MNIST, or choose its four files.',
  });
