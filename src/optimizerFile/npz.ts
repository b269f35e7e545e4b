/**
 * NumPy's `.npz`: a zip of `.npy` files, one for each array. An optimizer has one for each tensor, and its settings as
 * JSON in the string `__metadata__`.
 */
import type { LearnedOptimizer } from '../specs/optimizer';
import { badFile } from './badFile';
import { metadataFromJson, settingsForJson } from './jsonSettings';
import { type NpyArray, npy, readNpy } from './npy';
import type { SafetensorsFile } from './safetensors';
import { fileTensorShapes } from './settings';
import { type ZipEntry, zip } from './zipFile';

const METADATA = '__metadata__';
const EXTENSION = '.npy';

/** The bytes of an `.npz` file, uncompressed as `numpy.savez` writes it. */
export function npz(arrays: Record<string, NpyArray>): Uint8Array<ArrayBuffer> {
  const files = Object.entries(arrays).map(([name, array]) => [name + EXTENSION, npy(array)]);
  return zip(Object.fromEntries(files), { pack: false });
}

/** The tensors by their names, and the settings as JSON under `__metadata__`. */
export function writeNpz(optimizer: LearnedOptimizer): Uint8Array<ArrayBuffer> {
  const arrays: Record<string, NpyArray> = {
    [METADATA]: { kind: 'text', text: JSON.stringify(settingsForJson(optimizer)) },
  };
  for (const { name, shape } of fileTensorShapes(optimizer.config)) {
    const values = optimizer.tensors[name]?.values ?? new Float32Array(0);
    arrays[name] = { kind: 'float32', shape, values };
  }
  return npz(arrays);
}

/** Nothing but arrays: what tells an NPZ from other zip files. */
export function isNpz(entries: readonly ZipEntry[]): boolean {
  return entries.length > 0 && entries.every(({ name }) => name.endsWith(EXTENSION));
}

/**
 * The tensors and the metadata of an NPZ, ours or made by `numpy.savez`.
 *
 * @throws LabError `bad-file`, naming the array at fault
 */
export function readNpz(entries: readonly ZipEntry[], fileName: string): SafetensorsFile {
  const file: SafetensorsFile = { metadata: new Map(), tensors: new Map() };
  for (const entry of entries) {
    const name = entry.name.slice(0, -EXTENSION.length);
    const content = readNpy(entry.read(), name, fileName);
    if (content.kind === 'tensor') file.tensors.set(name, content.tensor);
    else if (name === METADATA) file.metadata = settingsOf(content.text, fileName);
    else throw badFile(fileName, `array ${JSON.stringify(name)} is text; only numbers are read`);
  }
  return file;
}

function settingsOf(text: string, fileName: string): Map<string, string> {
  let settings: unknown;
  try {
    settings = JSON.parse(text);
  } catch {
    throw badFile(fileName, `array ${METADATA} is not JSON`);
  }
  return metadataFromJson(settings, `array ${METADATA}`, fileName);
}
