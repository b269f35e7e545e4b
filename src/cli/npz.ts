/** NumPy's `.npz`: a zip of `.npy` files, one for each array (numpy.lib.format, version 1.0). */
import { zipSync } from 'fflate';

export type NpyArray =
  | { kind: 'float32'; shape: readonly number[]; values: Float32Array }
  /** A single string, as an array without axes: `str(npz[name])` in Python. */
  | { kind: 'text'; text: string };

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0];
/** NumPy aligns the data so that they may be mapped into memory. */
const ALIGNMENT = 64;
/** The oldest time that a zip file can hold: the same arrays give the same bytes. */
const NO_TIME = '1980-01-01T00:00:00';

/** The bytes of one `.npy` file. */
export function npy(array: NpyArray): Uint8Array {
  const [descr, shape, data] =
    array.kind === 'float32'
      ? ['<f4', array.shape, float32Bytes(array.values)]
      : [`<U${Math.max(1, [...array.text].length)}`, [], utf32Bytes(array.text)];
  // A tuple of one needs its comma in Python.
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const dict = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${tuple}, }`;
  const headerStart = MAGIC.length + 2;
  const padded = Math.ceil((headerStart + dict.length + 1) / ALIGNMENT) * ALIGNMENT - headerStart;

  const bytes = new Uint8Array(headerStart + padded + data.length);
  bytes.set(MAGIC);
  new DataView(bytes.buffer).setUint16(MAGIC.length, padded, true);
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

/** The bytes of an `.npz` file, uncompressed as `numpy.savez` writes it. */
export function npz(arrays: Record<string, NpyArray>): Uint8Array {
  const files = Object.entries(arrays).map(([name, array]) => [`${name}.npy`, npy(array)]);
  return zipSync(Object.fromEntries(files), { level: 0, mtime: NO_TIME });
}
