/** NumPy's `.npy`: one array (numpy.lib.format, versions 1.0 to 3.0). */
import { badFile, quoted } from './badFile';
import { DTYPES } from './dtypes';
import type { StoredTensor } from './safetensors';

export type NpyArray =
  | { kind: 'float32'; shape: readonly number[]; values: Float32Array }
  /** A single string, as an array without axes: `str(npz[name])` in Python. */
  | { kind: 'text'; text: string };

/** What a `.npy` file holds that is read. */
export type NpyContent = { kind: 'tensor'; tensor: StoredTensor } | { kind: 'text'; text: string };

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
/** NumPy aligns the data so that they may be mapped into memory. */
const ALIGNMENT = 64;

/** The bytes of one `.npy` file, of version 1.0. */
export function npy(array: NpyArray): Uint8Array {
  const [descr, shape, data] =
    array.kind === 'float32'
      ? ['<f4', array.shape, float32Bytes(array.values)]
      : [`<U${Math.max(1, [...array.text].length)}`, [], utf32Bytes(array.text)];
  // A tuple of one needs its comma in Python.
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const dict = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${tuple}, }`;
  const start = [...MAGIC, 1, 0];
  const headerStart = start.length + 2;
  const padded = Math.ceil((headerStart + dict.length + 1) / ALIGNMENT) * ALIGNMENT - headerStart;

  const bytes = new Uint8Array(headerStart + padded + data.length);
  bytes.set(start);
  new DataView(bytes.buffer).setUint16(start.length, padded, true);
  bytes.set(new TextEncoder().encode(`${dict.padEnd(padded - 1)}\n`), headerStart);
  bytes.set(data, headerStart + padded);
  return bytes;
}

function float32Bytes(values: Float32Array): Uint8Array {
  const bytes = new Uint8Array(4 * values.length);
  const view = new DataView(bytes.buffer);
  for (const [i, value] of values.entries()) view.setFloat32(4 * i, value, true);
  return bytes;
}

function utf32Bytes(text: string): Uint8Array {
  const points = Array.from(text, (char) => char.codePointAt(0) ?? 0);
  const bytes = new Uint8Array(4 * Math.max(1, points.length));
  const view = new DataView(bytes.buffer);
  for (const [i, point] of points.entries()) view.setUint32(4 * i, point, true);
  return bytes;
}

/** The header is a Python dict with these three keys, in any order. */
const DESCR = /'descr'\s*:\s*'([^']*)'/;
const ORDER = /'fortran_order'\s*:\s*(True|False)/;
const SHAPE = /'shape'\s*:\s*\(([\d\s,]*)\)/;

/** NumPy's names of the numbers that are read, as safetensors has them. */
const NUMBERS: ReadonlyMap<string, string> = new Map([
  ['<f2', 'F16'],
  ['<f4', 'F32'],
  ['<f8', 'F64'],
]);

const AS_FLOAT32 = 'Save it from NumPy as float32: np.savez(file, **{name: np.float32(array)}).';

/**
 * Reads one array: numbers of 16, 32 or 64 bits, in either order of the axes, or a single string.
 *
 * @param part the array's name, for messages
 * @throws LabError `bad-file`
 */
export function readNpy(bytes: Uint8Array, part: string, fileName: string): NpyContent {
  const refused = (problem: string, remedy?: string) =>
    badFile(fileName, `array ${quoted(part)} ${problem}`, remedy);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12 || MAGIC.some((byte, i) => bytes[i] !== byte)) {
    throw refused('is not in NumPy’s format', AS_FLOAT32);
  }
  const wide = (bytes[6] ?? 0) > 1;
  const headerStart = wide ? 12 : 10;
  const dataStart = headerStart + (wide ? view.getUint32(8, true) : view.getUint16(8, true));
  if (dataStart > bytes.length) throw refused('is cut off within its header');
  const header = new TextDecoder('latin1').decode(bytes.subarray(headerStart, dataStart));
  const [, descr] = DESCR.exec(header) ?? [];
  const [, order] = ORDER.exec(header) ?? [];
  const [, tuple] = SHAPE.exec(header) ?? [];
  if (descr === undefined || order === undefined || tuple === undefined) {
    throw refused('has a header that is not NumPy’s', AS_FLOAT32);
  }
  const shape = tuple
    .split(',')
    .flatMap((length) => (length.trim() === '' ? [] : [Number(length)]));
  const count = shape.reduce((product, length) => product * length, 1);
  const available = bytes.length - dataStart;

  const characters = /^<U(\d{1,9})$/.exec(descr)?.[1];
  if (characters !== undefined) {
    if (count !== 1) throw refused('is a list of strings; only single ones are read');
    if (4 * Number(characters) !== available) throw refused('is not as long as its header says');
    return { kind: 'text', text: utf32Text(view, dataStart, Number(characters)) };
  }
  const dtype = DTYPES.get(NUMBERS.get(descr) ?? '');
  if (dtype === undefined) {
    throw refused(
      `has the dtype ${quoted(descr)}; ${[...NUMBERS.keys()].join(', ')} are read`,
      AS_FLOAT32,
    );
  }
  if (count * dtype.bytes !== available) {
    throw refused(
      `has the shape [${shape.join(', ')}], which takes ${count * dtype.bytes} bytes, but has ${available}`,
    );
  }
  const values = dtype.read(view, dataStart, count);
  const tensor = { shape, values: order === 'True' ? rowMajor(values, shape) : values };
  return { kind: 'tensor', tensor };
}

function utf32Text(view: DataView, start: number, characters: number): string {
  let text = '';
  for (let i = 0; i < characters; i++) {
    const point = view.getUint32(start + 4 * i, true);
    // NumPy fills up with zeros.
    if (point === 0) break;
    text += point > 0x10ffff ? '\ufffd' : String.fromCodePoint(point);
  }
  return text;
}

/** Column-major values (the first axis runs fastest) in row-major order. */
function rowMajor<Values extends Float32Array | Float64Array>(
  values: Values,
  shape: readonly number[],
): Values {
  const result = values.slice() as Values;
  const strides = shape.map((_, axis) =>
    shape.slice(0, axis).reduce((product, length) => product * length, 1),
  );
  for (let i = 0; i < values.length; i++) {
    let rest = i;
    let from = 0;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const length = shape[axis] ?? 1;
      from += (rest % length) * (strides[axis] ?? 1);
      rest = Math.floor(rest / length);
    }
    result[i] = values[from] ?? 0;
  }
  return result;
}
