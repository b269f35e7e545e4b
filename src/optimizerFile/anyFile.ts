/**
 * An optimizer from any file that the Lab writes: safetensors, NPZ, JSON, or one of the projects in a zip. What a file
 * is shows in its bytes, whatever its name says. (Apart from `readOptimizerFile`, so that the page's start does not
 * wait for readers that only an import needs.)
 */
import type { LabError } from '../specs/errors';
import type { LearnedOptimizer, LstmConfig } from '../specs/optimizer';
import { badFile, quoted } from './badFile';
import { looksLikeJson, readJson } from './jsonWeights';
import { isNpz, readNpz } from './npz';
import { optimizerFromTensors } from './optimizerFile';
import { withOurNames } from './otherNames';
import { MAX_FILE_BYTES, readSafetensors, type SafetensorsFile } from './safetensors';
import { FORMAT } from './settings';
import { looksLikeZip, type ZipEntry, zipEntries } from './zipFile';

/** In a project, the file that has the weights. */
const WEIGHTS_FILE = /\.(safetensors|npz)$/i;
/** What `torch.save` writes is a zip file too. */
const PICKLE = /(^|\/)data\.pkl$/;

/**
 * Reads and checks an optimizer of any of the formats.
 *
 * @param fileName for messages only
 * @param missing what a file without our metadata does not say; see `readOptimizerFile`
 * @throws LabError `bad-file`, naming the file, the part in it and what to do; as MissingSettings where settings are
 *   asked for
 */
export function readAnyOptimizerFile(
  bytes: Uint8Array,
  fileName: string,
  missing: Partial<LstmConfig> = {},
): LearnedOptimizer {
  if (bytes.byteLength > MAX_FILE_BYTES) {
    throw badFile(
      fileName,
      `is ${(bytes.byteLength / 2 ** 20).toFixed(1)} MiB, more than the ${MAX_FILE_BYTES / 2 ** 20} that are read`,
      'Choose an optimizer file; they are well below a megabyte.',
    );
  }
  const { file, place } = readContent(bytes, fileName);
  const ours = file.metadata.get('format') === FORMAT;
  const tensors = ours ? file.tensors : withOurNames(file.tensors);
  return optimizerFromTensors({ ...file, tensors }, place, missing);
}

/** Tensors and metadata, and how messages name where they are: "mine-pytorch.zip, optimizer.safetensors". */
interface Content {
  file: SafetensorsFile;
  place: string;
}

function readContent(bytes: Uint8Array, fileName: string): Content {
  if (looksLikeJson(bytes)) return { file: readJson(bytes, fileName), place: fileName };
  if (!looksLikeZip(bytes)) return { file: readSafetensors(bytes, fileName), place: fileName };
  const entries = zipEntries(bytes, fileName);
  if (isNpz(entries)) return { file: readNpz(entries, fileName), place: fileName };
  const weights = weightsIn(entries, fileName);
  const place = `${fileName}, ${weights.name}`;
  return { file: readWeights(weights.read(), place), place };
}

/** A project's weights: safetensors or NPZ. */
function readWeights(bytes: Uint8Array, place: string): SafetensorsFile {
  if (!looksLikeZip(bytes)) return readSafetensors(bytes, place);
  const entries = zipEntries(bytes, place);
  if (!isNpz(entries)) throw badFile(place, 'is a zip file that is no NPZ');
  return readNpz(entries, place);
}

function weightsIn(entries: readonly ZipEntry[], fileName: string): ZipEntry {
  const [weights, ...others] = entries.filter(({ name }) => WEIGHTS_FILE.test(name));
  if (weights === undefined) throw withoutWeights(entries, fileName);
  if (others.length > 0) {
    throw badFile(
      fileName,
      `has ${others.length + 1} weights files, ${quoted(weights.name)} among them`,
      'Unpack it and choose one of them.',
    );
  }
  return weights;
}

function withoutWeights(entries: readonly ZipEntry[], fileName: string): LabError {
  const pickle = entries.some(({ name }) => PICKLE.test(name));
  return pickle
    ? badFile(
        fileName,
        'is what torch.save writes, which only Python can read',
        'Save the weights in Python by safetensors.torch.save_file(module.state_dict(), "optimizer.safetensors"), or by np.savez.',
      )
    : badFile(
        fileName,
        'is a zip file without a .safetensors or .npz file in it',
        'Choose a project that this Lab has written, or a weights file.',
      );
}
