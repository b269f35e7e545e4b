/** Runs from where a person has them: a library file that the page has exported, or a folder that `train` has written to. */
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { type LibraryContents, type LibraryRun, readLibraryFile } from '../libraryFile';
import { runOfCheckpoint } from '../libraryFile/checkpointRun';
import { readCheckpointFile } from '../optimizerFile';
import { LabError } from '../specs/errors';
import { isFile, readBytes, reason, userPath } from './files';
import { CHECKPOINT_EXTENSION } from './training';

/** @throws LabError `bad-file` where it is neither, or damaged */
export function readRuns(source: string): LibraryContents {
  if (isFile(source)) return readLibraryFile(readBytes(source), path.basename(source));
  return { runs: runsInFolder(source), optimizers: [], rates: [] };
}

/** The runs of the checkpoints in a folder and those below it, by their names. */
function runsInFolder(folder: string): LibraryRun[] {
  const base = userPath(folder);
  let names: string[];
  try {
    names = readdirSync(base, { recursive: true, encoding: 'utf8' });
  } catch (thrown) {
    throw new LabError({
      code: 'bad-file',
      message: `${folder} cannot be read: ${reason(thrown)}`,
      remedy: 'Name a library file, or a folder with checkpoints of optlab train.',
    });
  }
  const files = names.filter((name) => CHECKPOINT_EXTENSION.test(name)).sort();
  if (files.length === 0) {
    throw new LabError({
      code: 'bad-file',
      message: `${folder} has no checkpoints of training runs (….checkpoint.safetensors).`,
      remedy: 'Name a library file, or a folder that optlab train has written to.',
    });
  }
  const ids = new Set<string>();
  return files.map((name) => {
    const file = path.join(base, name);
    const checkpoint = readCheckpointFile(readBytes(file), name);
    const plain = name.replace(CHECKPOINT_EXTENSION, '').replaceAll(path.sep, '/');
    return runOfCheckpoint(checkpoint, {
      id: freeId(plain, ids),
      name: plain.slice(-200),
      createdAt: statSync(file).mtime.toISOString(),
      appVersion: '',
    });
  });
}

/** What can be typed: letters, digits, _ and -; each once. */
function freeId(name: string, taken: Set<string>): string {
  const plain = name.replace(/[^\w-]+/g, '-').slice(-70) || 'run';
  let id = plain;
  for (let n = 2; taken.has(id); n++) id = `${plain}-${n}`;
  taken.add(id);
  return id;
}
