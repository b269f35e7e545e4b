/** An optimizer in any of the forms in which it leaves the Lab. Pure: bytes out, nothing written. */
import { writeOptimizerFile } from '../optimizerFile';
import { writeJson } from '../optimizerFile/jsonWeights';
import { writeNpz } from '../optimizerFile/npz';
import { zip } from '../optimizerFile/zipFile';
import { EXPORT_FORMAT_WORDS, type ExportFormat } from '../specs/exportFormats';
import type { LearnedOptimizer } from '../specs/optimizer';
import { projectFiles } from './projects/projectFiles';

export interface ExportedFile {
  bytes: Uint8Array<ArrayBuffer>;
  fileName: string;
}

/**
 * @param name what people call it; the file's name is made of it
 * @throws LabError `bad-input` where a weight is missing, of the wrong length or not finite
 */
export function exportOptimizer(
  optimizer: LearnedOptimizer,
  name: string,
  format: ExportFormat,
): ExportedFile {
  const stem = fileStem(name);
  const fileName = stem + EXPORT_FORMAT_WORDS[format].suffix;
  // Whatever the form, weights that cannot be written are refused alike.
  const safetensors = writeOptimizerFile(optimizer);
  switch (format) {
    case 'safetensors':
      return { bytes: safetensors, fileName };
    case 'npz':
      return { bytes: writeNpz(optimizer), fileName };
    case 'json':
      return { bytes: writeJson(optimizer), fileName };
    case 'pytorch':
    case 'jax':
    case 'tfjs': {
      const folder = `${stem}-${format}`;
      const files = Object.entries(projectFiles(format, name, optimizer));
      const inFolder = files.map(([file, bytes]) => [`${folder}/${file}`, bytes]);
      return { bytes: zip(Object.fromEntries(inFolder), { pack: true }), fileName };
    }
  }
}

/** A name that every file system takes: "LSTM, my own" becomes "lstm-my-own". */
export function fileStem(name: string): string {
  const slug = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);
  return slug || 'optimizer';
}
