/**
 * MNIST from a mirror: one file after the other, each from where the last attempt was cut off, by the next mirror
 * where one fails, and nothing of it used before its checksum is right.
 */
import { errorInfo, LabError } from '../specs/errors';
import { MNIST_FILES, type MnistFile, type NamedBytes, type Pins } from './mnistFiles';
import { mirrored } from './mnistSources';
import { type PartialFile, type PieceStore, partialFile } from './partialFile';
import { sha256 } from './sha256';

export interface DownloadProgress {
  /** Bytes of all four files together. */
  received: number;
  total: number;
  /** The host they come from. */
  mirror: string;
}

export interface DownloadOptions {
  pins: Pins;
  mirrors: readonly string[];
  store: PieceStore;
  fetch: typeof fetch;
  signal: AbortSignal;
  onProgress: (progress: DownloadProgress) => void;
  /** A mirror that sends nothing for so long is left. */
  stallMs?: number;
}

const STALL_MS = 20_000;
const GZIP = [0x1f, 0x8b];
/** A file may come unpacked (by a host that says `Content-Encoding: gzip`), but not larger than any of MNIST's. */
const MOST_BYTES = 2 ** 26;

/**
 * The four files, gzipped, each with the checksum that is pinned.
 *
 * @throws LabError `stopped` where `signal` is aborted; `download` where no mirror gives the rest. In both cases what
 *   has come is in the store.
 */
export async function downloadMnist(options: DownloadOptions): Promise<NamedBytes[]> {
  const { pins, store } = options;
  const parts = new Map<MnistFile, PartialFile>();
  for (const file of MNIST_FILES) {
    parts.set(file, partialFile(store, file, await store.pieces(file)));
  }
  const total = MNIST_FILES.reduce((sum, file) => sum + pins[file].bytes, 0);
  const report = (mirror: string) => {
    let received = 0;
    for (const [file, part] of parts) received += Math.min(part.size, pins[file].bytes);
    options.onProgress({ received, total, mirror: new URL(mirror).host });
  };
  const files: NamedBytes[] = [];
  // The smallest first: a mirror that does not work is found out before the long file.
  const order = [...parts].sort(([a], [b]) => pins[a].bytes - pins[b].bytes);
  for (const [file, part] of order) {
    const bytes = await downloadFile(file, part, options, report);
    files.push({ name: `${file}.gz`, bytes });
  }
  return files;
}

async function downloadFile(
  file: MnistFile,
  part: PartialFile,
  options: DownloadOptions,
  report: (mirror: string) => void,
): Promise<Uint8Array> {
  const pin = options.pins[file];
  const problems = new Map<string, string>();
  /** Mirrors that sent a whole file with another checksum. */
  const wrong = new Set<string>();
  /** The file, where it is whole and sound; what is whole and not sound is thrown away. */
  const checked = async (): Promise<Uint8Array | null> => {
    if (part.size < pin.bytes) return null;
    const all = part.joined();
    if (await isPinned(all, pin)) return all;
    await part.clear();
    return null;
  };
  const take = async (mirror: string): Promise<Uint8Array | null> => {
    let mixed = false;
    try {
      mixed = !(await continueFrom(mirror, file, part, options, report));
    } catch (thrown) {
      throwIfAborted(options.signal);
      problems.set(mirror, errorInfo(thrown).message);
    } finally {
      await part.save();
    }
    throwIfAborted(options.signal);
    if (part.size < pin.bytes) return null;
    const all = await checked();
    if (all !== null) return all;
    // Perhaps only what was here before was damaged.
    if (mixed) return take(mirror);
    problems.set(mirror, 'a file with another checksum');
    wrong.add(mirror);
    return null;
  };

  const kept = await checked();
  if (kept !== null) return kept;
  for (;;) {
    const before = part.size;
    for (const mirror of options.mirrors) {
      const all = wrong.has(mirror) ? null : await take(mirror);
      if (all !== null) return all;
    }
    // As long as something comes, it goes on.
    if (part.size <= before) throw failed(file, problems);
  }
}

async function isPinned(bytes: Uint8Array, pin: Pins[MnistFile]): Promise<boolean> {
  const digest = await sha256(bytes);
  return digest === pin.sha256 || digest === pin.unpackedSha256;
}

/**
 * Adds what a mirror sends, from the first byte that is missing.
 *
 * @returns whether the whole file is this mirror's
 */
async function continueFrom(
  mirror: string,
  file: MnistFile,
  part: PartialFile,
  options: DownloadOptions,
  report: (mirror: string) => void,
): Promise<boolean> {
  const watch = watchdog(options.stallMs ?? STALL_MS, options.signal);
  const ask = (from: number) =>
    options.fetch(mirrored(mirror, file), {
      signal: watch.signal,
      // A part of a file is nothing for the browser's own cache; ours keeps it.
      cache: 'no-store',
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      ...(from > 0 ? { headers: { Range: `bytes=${from}-` } } : {}),
    });
  try {
    // A browser that asks first whether `Range` is allowed may be told no: then from the start.
    const response = await ask(part.size).catch((thrown) => {
      if (part.size === 0 || watch.signal.aborted) throw thrown;
      return ask(0);
    });
    await takeAnswer(response, part);
    const fromStart = part.size === 0;
    if (response.body === null) throw new Error('an empty answer');
    const reader = response.body.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      watch.alive();
      part.append(value);
      if (part.size > MOST_BYTES) throw new Error('more than the file can have');
      await part.saveNowAndThen();
      report(mirror);
    }
    if (part.size < options.pins[file].bytes) throw new Error('the connection was cut');
    return fromStart;
  } catch (thrown) {
    // What was unpacked on its way cannot be continued by bytes of the packed file.
    if (part.size > 0 && !GZIP.every((byte, i) => part.byteAt(i) === byte)) await part.clear();
    if (watch.signal.aborted) throw new Error('nothing came any more');
    throw thrown;
  } finally {
    watch.end();
  }
}

/** Throws unless the answer continues the part; where it is the whole file, the part begins anew. */
async function takeAnswer(response: Response, part: PartialFile): Promise<void> {
  if (response.status === 206) {
    const range = /^bytes (\d+)-/.exec(response.headers.get('Content-Range') ?? '');
    if (range !== null && Number(range[1]) !== part.size) throw new Error('another part');
    return;
  }
  // 416: nothing is left after what is here, so that is not the mirror's file.
  if (response.status === 200 || response.status === 416) await part.clear();
  if (response.status !== 200) throw new Error(`status ${response.status}`);
}

/** A signal that is aborted with `outer`, or when nothing has been alive for so long. */
function watchdog(ms: number, outer: AbortSignal) {
  const inner = new AbortController();
  const abort = () => inner.abort();
  let timer = setTimeout(abort, ms);
  if (outer.aborted) abort();
  outer.addEventListener('abort', abort);
  return {
    signal: inner.signal,
    alive() {
      clearTimeout(timer);
      timer = setTimeout(abort, ms);
    },
    end() {
      clearTimeout(timer);
      outer.removeEventListener('abort', abort);
    },
  };
}

function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) {
    throw new LabError({ code: 'stopped', message: 'The download was stopped.' });
  }
}

function failed(file: MnistFile, problems: ReadonlyMap<string, string>): LabError {
  const each = [...problems].map(([mirror, problem]) => `${new URL(mirror).host}: ${problem}`);
  return new LabError({
    code: 'download',
    message: `No mirror gave ${file}.gz (${each.join('; ')}).`,
    remedy: 'Try again when the network is back, or bring the four files yourself.',
  });
}
