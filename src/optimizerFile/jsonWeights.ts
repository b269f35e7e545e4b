/**
 * An optimizer as one JSON object: its settings, and under `tensors` each tensor by its name as nested lists.
 * Numbers have as many digits as it takes to be the same float32 again.
 */
import type { LearnedOptimizer } from '../specs/optimizer';
import { badFile, quoted } from './badFile';
import { duplicateKey } from './duplicateKey';
import { metadataFromJson, settingsForJson } from './jsonSettings';
import { flattened, nested } from './nested';
import type { SafetensorsFile } from './safetensors';
import { fileTensorShapes } from './settings';

/** Text takes long to read: so much takes a second or two. */
const MAX_JSON_BYTES = 16 * 2 ** 20;
/** The deepest optimizer has 34. */
const MOST_TENSORS = 1000;

export function writeJson(optimizer: LearnedOptimizer): Uint8Array<ArrayBuffer> {
  const tensors = fileTensorShapes(optimizer.config).map(({ name, shape }) => [
    name,
    nested(optimizer.tensors[name]?.values ?? [], shape),
  ]);
  const content = { ...settingsForJson(optimizer), tensors: Object.fromEntries(tensors) };
  return new TextEncoder().encode(`${JSON.stringify(content)}\n`);
}

/** An object's brace first, and text where a safetensors file has the upper bytes of a length. */
export function looksLikeJson(bytes: Uint8Array): boolean {
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 64));
  return /^(ï»¿)?\s*\{/.test(start) && !start.includes('\0');
}

/**
 * The tensors and the metadata of a JSON file, ours or any that has nested lists under `tensors`.
 *
 * @throws LabError `bad-file`, naming the tensor or key at fault
 */
export function readJson(bytes: Uint8Array, fileName: string): SafetensorsFile {
  if (bytes.byteLength > MAX_JSON_BYTES) {
    throw badFile(
      fileName,
      `is ${(bytes.byteLength / 2 ** 20).toFixed(1)} MiB of JSON, more than the ${MAX_JSON_BYTES / 2 ** 20} that are read`,
      'Export so large an optimizer as safetensors or NPZ.',
    );
  }
  let text: string;
  let content: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    content = JSON.parse(text);
  } catch {
    throw badFile(
      fileName,
      'begins as JSON but is not',
      'Download or export the file again; it is cut off or damaged.',
    );
  }
  const twice = duplicateKey(text);
  if (twice !== undefined) throw badFile(fileName, `has the key ${quoted(twice)} twice`);
  const { tensors, ...settings } = Object(content) as { tensors?: unknown };
  if (typeof tensors !== 'object' || tensors === null || Array.isArray(tensors)) {
    throw badFile(
      fileName,
      'has no key tensors with an object of named lists',
      'Choose a JSON file that this Lab has written, or one of the same form.',
    );
  }
  const count = Object.keys(tensors).length;
  if (count > MOST_TENSORS) {
    throw badFile(fileName, `has ${count} tensors, more than the ${MOST_TENSORS} that are read`);
  }
  return {
    metadata: metadataFromJson(settings, 'the file', fileName),
    tensors: new Map(
      Object.entries(tensors).map(([name, list]) => {
        const tensor = flattened(list);
        if (typeof tensor === 'string') throw badFile(fileName, `tensor ${quoted(name)} ${tensor}`);
        return [name, tensor];
      }),
    ),
  };
}
