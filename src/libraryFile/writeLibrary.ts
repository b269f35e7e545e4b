import { strToU8, zipSync } from 'fflate';
import { contentHash } from './contentHash';
import type { LibraryContents } from './contents';
import {
  type FileEntry,
  LIBRARY_FORMAT,
  LIBRARY_VERSION,
  MANIFEST,
  type Manifest,
} from './manifest';
import { packValue } from './packedValue';

/** The bytes of a library file: see manifest.ts. The same contents and circumstances give the same bytes. */
export function writeLibraryFile(
  { optimizers, runs, rates }: LibraryContents,
  made: { date: string; appVersion: string },
): Uint8Array<ArrayBuffer> {
  const files: Record<string, Uint8Array> = {};
  const add = (path: string, bytes: Uint8Array): FileEntry => {
    files[path] = bytes;
    return { path, bytes: bytes.length, hash: contentHash(bytes) };
  };
  const manifest: Manifest = {
    format: LIBRARY_FORMAT,
    version: LIBRARY_VERSION,
    appVersion: made.appVersion,
    createdAt: made.date,
    optimizers: optimizers.map(({ file, ...words }, i) => ({
      ...words,
      file: add(`optimizers/${i}.safetensors`, file),
    })),
    runs: runs.map(({ record, series, parts }, r) => ({
      record,
      series: Object.entries(series).map(([name, { columns, values }], i) => ({
        name,
        columns,
        file: add(`runs/${r}/series/${i}.f64`, littleEndian(values)),
      })),
      parts: Object.entries(parts).map(([name, value], i) => ({
        name,
        file: add(`runs/${r}/parts/${i}.json`, strToU8(JSON.stringify(packValue(value)))),
      })),
    })),
    rates,
  };
  const mtime = new Date(made.date);
  return zipSync(
    { [MANIFEST]: strToU8(JSON.stringify(manifest, null, 1)), ...files },
    { level: 6, mtime },
  ) as Uint8Array<ArrayBuffer>;
}

function littleEndian(values: Float64Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * 8));
  for (let i = 0; i < values.length; i++) view.setFloat64(8 * i, values[i] as number, true);
  return new Uint8Array(view.buffer);
}
