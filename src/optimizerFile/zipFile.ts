/**
 * Reads and writes zip files (PKWARE's APPNOTE.TXT): stored and deflated entries, sizes below 4 GiB.
 *
 * What the table of contents at the end of the file claims is checked before anything of that size is allocated, and
 * nothing is inflated beyond the size it claims: a small file cannot fill the memory or the day.
 */
import { Inflate, zipSync } from 'fflate';
import { badFile, quoted } from './badFile';
import { crc32 } from './crc32';

export interface ZipEntry {
  readonly name: string;
  /** Bytes when unpacked. */
  readonly size: number;
  /** @throws LabError `bad-file` where the entry is damaged or larger than it says */
  read(): Uint8Array<ArrayBuffer>;
}

/** All entries together when unpacked; optimizers are well below a megabyte. */
export const MAX_UNPACKED_BYTES = 64 * 2 ** 20;
const MAX_ENTRIES = 1000;

const END_SIGNATURE = 0x06054b50;
const END_BYTES = 22;
const MOST_COMMENT_BYTES = 0xffff;
const CENTRAL_SIGNATURE = 0x02014b50;
const CENTRAL_BYTES = 46;
const LOCAL_SIGNATURE = 0x04034b50;
const LOCAL_BYTES = 30;
const STORED = 0;
const DEFLATED = 8;
/** In 32 bits: "see the zip64 part". */
const ZIP64 = 0xffffffff;
/** So many compressed bytes at a time become at most a thousand times as many. */
const INFLATE_STEP = 1024;

const AGAIN = 'Download or export the file again; it is damaged.';

/** The zip's first bytes are those of an entry, or of the end where it has none. */
export function looksLikeZip(bytes: Uint8Array): boolean {
  const [a, b, c, d] = bytes;
  return a === 0x50 && b === 0x4b && ((c === 3 && d === 4) || (c === 5 && d === 6));
}

/**
 * The entries of a zip file that are files, in the order of its table of contents. None is unpacked yet.
 *
 * @param fileName for messages only
 * @throws LabError `bad-file`
 */
export function zipEntries(bytes: Uint8Array, fileName: string): ZipEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = findEnd(view, fileName);
  const count = view.getUint16(end + 10, true);
  if (count > MAX_ENTRIES) {
    throw badFile(
      fileName,
      `has ${count} parts, more than the ${MAX_ENTRIES} that are read`,
      'Choose a zip file or an NPZ that holds one optimizer only.',
    );
  }
  const entries: ZipEntry[] = [];
  const names = new Set<string>();
  let at = view.getUint32(end + 16, true);
  let total = 0;
  for (let i = 0; i < count; i++) {
    const place = placeAt(view, at, end, fileName);
    at = place.next;
    if (place.name.endsWith('/')) continue;
    if (names.has(place.name)) {
      throw badFile(fileName, `has the part ${quoted(place.name)} twice`, AGAIN);
    }
    names.add(place.name);
    total += place.size;
    if (total > MAX_UNPACKED_BYTES) {
      throw badFile(
        fileName,
        `would unpack to more than the ${MAX_UNPACKED_BYTES / 2 ** 20} MiB that are read (part ${quoted(place.name)})`,
        'Choose a file that holds one optimizer only; optimizers are well below a megabyte.',
      );
    }
    entries.push({ name: place.name, size: place.size, read: () => unpack(view, place, fileName) });
  }
  return entries;
}

function findEnd(view: DataView, fileName: string): number {
  const last = view.byteLength - END_BYTES;
  for (let at = last; at >= Math.max(0, last - MOST_COMMENT_BYTES); at--) {
    if (view.getUint32(at, true) === END_SIGNATURE) return at;
  }
  throw badFile(
    fileName,
    'is a zip file without its table of contents, so it seems to be cut off',
    AGAIN,
  );
}

/** One row of the table of contents. */
interface Place {
  name: string;
  method: number;
  checksum: number;
  packed: number;
  size: number;
  local: number;
  next: number;
}

function placeAt(view: DataView, at: number, end: number, fileName: string): Place {
  if (at + CENTRAL_BYTES > end || view.getUint32(at, true) !== CENTRAL_SIGNATURE) {
    throw badFile(fileName, 'has a damaged table of contents', AGAIN);
  }
  const nameLength = view.getUint16(at + 28, true);
  const next =
    at + CENTRAL_BYTES + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  if (next > end) throw badFile(fileName, 'has a damaged table of contents', AGAIN);
  const name = new TextDecoder().decode(bytesOf(view, at + CENTRAL_BYTES, nameLength));
  const place = {
    name,
    method: view.getUint16(at + 10, true),
    checksum: view.getUint32(at + 16, true),
    packed: view.getUint32(at + 20, true),
    size: view.getUint32(at + 24, true),
    local: view.getUint32(at + 42, true),
    next,
  };
  const encrypted = (view.getUint16(at + 8, true) & 1) === 1;
  if (encrypted) {
    throw badFile(
      fileName,
      `its part ${quoted(name)} is encrypted`,
      'Unpack it with its password and choose the weights file in it.',
    );
  }
  if (place.method !== STORED && place.method !== DEFLATED) {
    throw badFile(
      fileName,
      `its part ${quoted(name)} is packed by method ${place.method}`,
      'Pack it again as an ordinary zip (deflate), or choose the weights file in it.',
    );
  }
  if (place.packed === ZIP64 || place.size === ZIP64 || place.local === ZIP64) {
    throw badFile(
      fileName,
      `its part ${quoted(name)} is of the large kind (zip64)`,
      'Choose a file that holds one optimizer only; optimizers are well below a megabyte.',
    );
  }
  return place;
}

function bytesOf(view: DataView, at: number, length: number): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset + at, length);
}

function unpack(view: DataView, place: Place, fileName: string): Uint8Array<ArrayBuffer> {
  const damaged = (problem: string) =>
    badFile(fileName, `its part ${quoted(place.name)} ${problem}`, AGAIN);
  const { local, packed, size } = place;
  if (local + LOCAL_BYTES > view.byteLength || view.getUint32(local, true) !== LOCAL_SIGNATURE) {
    throw damaged('is not where the table of contents says');
  }
  const start =
    local + LOCAL_BYTES + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
  if (start + packed > view.byteLength) throw damaged('is cut off');
  const data = bytesOf(view, start, packed);
  const unpacked = place.method === STORED ? data.slice() : inflated(data, size, damaged);
  if (unpacked.length !== size) throw damaged(`has ${unpacked.length} bytes, not ${size}`);
  if (crc32(unpacked) !== place.checksum)
    throw damaged('does not have the checksum it should have');
  return unpacked;
}

/** Stops as soon as there is more than was announced. */
function inflated(
  data: Uint8Array,
  size: number,
  damaged: (problem: string) => Error,
): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(size);
  let length = 0;
  let ended = false;
  const inflate = new Inflate((chunk, final) => {
    if (length + chunk.length > size) throw damaged(`unpacks to more than its ${size} bytes`);
    whole.set(chunk, length);
    length += chunk.length;
    ended ||= final;
  });
  try {
    for (let at = 0; at < data.length && !ended; at += INFLATE_STEP) {
      const last = at + INFLATE_STEP >= data.length;
      inflate.push(data.subarray(at, at + INFLATE_STEP), last);
    }
  } catch (thrown) {
    // fflate's own errors have a code that is a number.
    if (thrown instanceof Error && 'remedy' in thrown) throw thrown;
    throw damaged('cannot be unpacked');
  }
  return whole.subarray(0, length);
}

/** The oldest time that a zip file can hold: the same content gives the same bytes. */
const NO_TIME = '1980-01-01T00:00:00';

/** A zip file of these files. `pack`: deflated; else stored, as `numpy.savez` does. */
export function zip(
  files: Readonly<Record<string, Uint8Array>>,
  { pack }: { pack: boolean },
): Uint8Array<ArrayBuffer> {
  return zipSync(files, { level: pack ? 9 : 0, mtime: NO_TIME }) as Uint8Array<ArrayBuffer>;
}
