/**
 * Reads and writes safetensors files (https://github.com/huggingface/safetensors, "Format").
 *
 *     u64 N, little-endian | N bytes of JSON, padded with spaces | the tensors' bytes
 *
 * The JSON maps each tensor's name to `{dtype, shape, data_offsets: [begin, end]}`, offsets counted from the end of
 * the header; `__metadata__` maps strings to strings. The tensors must fill the rest of the file without gap or
 * overlap. What comes from outside is checked before anything of the size it claims is allocated.
 */
import { z } from 'zod';
import { badFile, quoted } from './badFile';
import { DTYPES, type Dtype, type StoredValues } from './dtypes';
import { duplicateKey } from './duplicateKey';

export interface StoredTensor {
  readonly shape: readonly number[];
  readonly values: StoredValues;
}

export interface SafetensorsFile {
  metadata: Map<string, string>;
  tensors: Map<string, StoredTensor>;
}

/** Files larger than this are not optimizers: 64 MiB. */
export const MAX_FILE_BYTES = 64 * 2 ** 20;
const MAX_HEADER_BYTES = 2 ** 20;
const LENGTH_BYTES = 8;

const entrySchema = z.strictObject({
  dtype: z.string(),
  shape: z.array(z.number().int().min(0)),
  data_offsets: z.tuple([z.number().int().min(0), z.number().int().min(0)]),
});

/**
 * Parses a whole file.
 *
 * @param fileName for messages only
 * @throws LabError `bad-file`, naming the tensor or key at fault
 */
export function readSafetensors(
  bytes: Uint8Array,
  fileName: string,
  maxBytes = MAX_FILE_BYTES,
): SafetensorsFile {
  if (bytes.byteLength > maxBytes) {
    throw badFile(
      fileName,
      `is ${megabytes(bytes.byteLength)}, more than the ${megabytes(maxBytes)} that are read`,
      'Choose an optimizer file; they are well below a megabyte.',
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const dataStart = LENGTH_BYTES + headerLength(view, fileName);
  const header = parseHeader(bytes.subarray(LENGTH_BYTES, dataStart), fileName);

  const metadata = new Map<string, string>();
  const places: Place[] = [];
  const dataBytes = bytes.byteLength - dataStart;
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') readMetadata(entry, metadata, fileName);
    else places.push(placeOf(name, entry, dataBytes, fileName));
  }
  places.sort((a, b) => a.begin - b.begin || a.end - b.end);
  // Before reading: thousands of tensors over the same bytes would otherwise fill the memory.
  checkCoverage(places, dataBytes, fileName);
  const tensors = new Map(
    places.map(({ name, shape, dtype, begin, count }) => [
      name,
      { shape, values: dtype.read(view, dataStart + begin, count) },
    ]),
  );
  return { metadata, tensors };
}

/** Where a tensor lies among the data, and as what. */
interface Place {
  name: string;
  dtype: Dtype;
  shape: number[];
  count: number;
  begin: number;
  end: number;
}

function headerLength(view: DataView, fileName: string): number {
  if (view.byteLength < LENGTH_BYTES) {
    throw badFile(
      fileName,
      `is only ${view.byteLength} bytes long, so not a safetensors file`,
      'Choose a .safetensors file.',
    );
  }
  const length = Number(view.getBigUint64(0, true));
  if (length > MAX_HEADER_BYTES) {
    throw badFile(
      fileName,
      `this is not a safetensors file (or its header, of ${length.toPrecision(3)} bytes, is beyond the ${MAX_HEADER_BYTES} that are read)`,
      'Choose a .safetensors file; this one is damaged or of another kind.',
    );
  }
  if (length > view.byteLength - LENGTH_BYTES) {
    throw badFile(
      fileName,
      `is cut off within its header: ${length} bytes were announced, ${view.byteLength - LENGTH_BYTES} are there`,
      'Download or export the file again.',
    );
  }
  return length;
}

function parseHeader(bytes: Uint8Array, fileName: string): Record<string, unknown> {
  let text: string;
  let header: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    header = JSON.parse(text);
  } catch {
    throw badFile(
      fileName,
      'its header is not JSON, so it is no safetensors file or a damaged one',
    );
  }
  const record = z.record(z.string(), z.unknown()).safeParse(header);
  if (!record.success) throw badFile(fileName, 'its header is not a JSON object');
  const twice = duplicateKey(text);
  if (twice !== undefined) throw badFile(fileName, `its header has the key ${quoted(twice)} twice`);
  return record.data;
}

function readMetadata(entry: unknown, metadata: Map<string, string>, fileName: string): void {
  const record = z.record(z.string(), z.unknown()).safeParse(entry);
  if (!record.success) throw badFile(fileName, '__metadata__ is not a JSON object');
  for (const [key, value] of Object.entries(record.data)) {
    if (typeof value !== 'string') {
      throw badFile(fileName, `the metadata key ${quoted(key)} is not a string`);
    }
    metadata.set(key, value);
  }
}

function placeOf(name: string, entry: unknown, dataBytes: number, fileName: string): Place {
  const tensorName = `tensor ${quoted(name)}`;
  const parsed = entrySchema.safeParse(entry);
  if (!parsed.success) {
    throw badFile(fileName, `${tensorName} is not described by a dtype, a shape and two offsets`);
  }
  const { dtype: dtypeName, shape, data_offsets } = parsed.data;
  const [begin, end] = data_offsets;
  const dtype = DTYPES.get(dtypeName);
  if (dtype === undefined) {
    throw badFile(
      fileName,
      `${tensorName} has the dtype ${quoted(dtypeName)}`,
      `Save the tensors as float32; ${[...DTYPES.keys()].join(', ')} are read.`,
    );
  }
  if (begin > end || end > dataBytes) {
    throw badFile(
      fileName,
      `${tensorName} lies at bytes ${begin} to ${end}, but the file has ${dataBytes} bytes of data`,
      'Download or export the file again; it seems to be cut off.',
    );
  }
  const count = shape.reduce((product, size) => product * size, 1);
  if (count * dtype.bytes !== end - begin) {
    throw badFile(
      fileName,
      `${tensorName} is ${dtypeName} [${shape.join(', ')}], which takes ${count * dtype.bytes} bytes, but has ${end - begin}`,
    );
  }
  return { name, dtype, shape, count, begin, end };
}

function checkCoverage(sorted: readonly Place[], dataBytes: number, fileName: string): void {
  let end = 0;
  for (const tensor of sorted) {
    if (tensor.begin !== end) {
      const what = tensor.begin < end ? 'overlaps the tensor before it' : 'leaves a gap before it';
      throw badFile(
        fileName,
        `tensor ${quoted(tensor.name)} ${what} (it begins at byte ${tensor.begin}, not ${end})`,
      );
    }
    end = tensor.end;
  }
  if (end !== dataBytes) {
    throw badFile(fileName, `has ${dataBytes - end} bytes after its last tensor`);
  }
}

/**
 * Writes float32 and float64 tensors.
 *
 * As the reference implementation does, tensors are ordered by falling size of their numbers, then by name, and the
 * header is padded with spaces so that the data begin at a multiple of 8: a reader may then map them into memory.
 */
export function writeSafetensors(
  tensors: Iterable<readonly [string, StoredTensor]>,
  metadata: Iterable<readonly [string, string]>,
): Uint8Array<ArrayBuffer> {
  const sorted = [...tensors].sort(
    ([a, ta], [b, tb]) =>
      tb.values.BYTES_PER_ELEMENT - ta.values.BYTES_PER_ELEMENT || (a < b ? -1 : 1),
  );
  let end = 0;
  const header: [string, unknown][] = [['__metadata__', Object.fromEntries(metadata)]];
  for (const [name, { shape, values }] of sorted) {
    const begin = end;
    end += values.byteLength;
    const dtype = values instanceof Float64Array ? 'F64' : 'F32';
    header.push([name, { dtype, shape, data_offsets: [begin, end] }]);
  }
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  const headerBytes = Math.ceil(json.byteLength / 8) * 8;

  const bytes = new Uint8Array(LENGTH_BYTES + headerBytes + end);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(headerBytes), true);
  bytes.fill(0x20, LENGTH_BYTES, LENGTH_BYTES + headerBytes);
  bytes.set(json, LENGTH_BYTES);
  let at = LENGTH_BYTES + headerBytes;
  for (const [, { values }] of sorted) {
    for (const value of values) {
      if (values instanceof Float64Array) view.setFloat64(at, value, true);
      else view.setFloat32(at, value, true);
      at += values.BYTES_PER_ELEMENT;
    }
  }
  return bytes;
}

/** Refuses NaN and infinity, naming the tensor and the place. */
export function requireFinite(name: string, tensor: StoredTensor, fileName: string): void {
  const index = tensor.values.findIndex((value: number) => !Number.isFinite(value));
  if (index < 0) return;
  throw badFile(
    fileName,
    `tensor ${quoted(name)} has the value ${tensor.values[index]} at position ${index}`,
    'Choose another file; the run that wrote this one had probably diverged.',
  );
}

function megabytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
