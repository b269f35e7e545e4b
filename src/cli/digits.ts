/** Digits for a command: from a folder with MNIST's four files, or those that the Lab draws. */
import path from 'node:path';
import { provideDigits } from '../datasets/digits';
import { readDigitFiles } from '../datasets/mnistFiles';
import { DIGIT_SOURCES, type TaskSpec } from '../specs/task';
import { filesIn, hasDigitFiles } from './dataFolder';
import { UsageError } from './failure';
import { publicFolder, userPath } from './files';

const OWN_DATA = path.join('data', 'mnist');

/** What `--set data=…` names where it is no source's name. */
export function namedFolder(sets: readonly string[]): string | null {
  return folderIn(
    sets.flatMap((set) => /^\s*data\s*=(.*)$/s.exec(set)?.[1]?.trim() ?? [])[0] ?? '',
  );
}

/** The folder that a text names; null where it is a source's name, or nothing. */
export function folderIn(text: string): string | null {
  return text === '' || DIGIT_SOURCES.some((source) => source === text) ? null : text;
}

/**
 * The task with its digits loaded; `data` says what they turned out to be.
 *
 * @param named the folder of the digits, where the person names one
 * @param option how it is named
 * @throws UsageError where no folder is known, or named where digits are the person's own; LabError `bad-file` where its files are not as they should be
 */
export async function withDigits(
  task: TaskSpec,
  named: string | null,
  option = '--set data=FOLDER',
): Promise<TaskSpec> {
  if (task.name !== 'mnist' || task.data === 'synthetic') return task;
  // What lies in the usual folder is MNIST, and not the same digits as before.
  if (task.data === 'files' && named === null) {
    throw new UsageError(`the task has digits of your own: name their folder by ${option}`);
  }
  const folder = named ?? standardFolder();
  if (folder === null) {
    throw new UsageError(
      `MNIST is not here: name the folder of its four files by ${option}, or copy them with npm run data -- --from FOLDER`,
    );
  }
  const { digits, original } = await readDigitFiles(filesIn(userPath(folder)));
  const data = original ? 'mnist' : 'files';
  provideDigits(data, digits);
  return { ...task, data };
}

function standardFolder(): string | null {
  const root = publicFolder();
  const folder = root === undefined ? null : path.join(root, OWN_DATA);
  return folder !== null && hasDigitFiles(folder) ? folder : null;
}
