/** The one way in which files are refused: who, what is wrong with which tensor or key, and what to do. */
import { LabError } from '../specs/errors';

const DEFAULT_REMEDY = 'Choose another file, or export this one again from where it was made.';

/** A `bad-file` error whose message begins with the file's name. `problem` names the tensor or key at fault. */
export function badFile(fileName: string, problem: string, remedy = DEFAULT_REMEDY): LabError {
  return new LabError({ code: 'bad-file', message: `${fileName}: ${problem}`, remedy });
}

/** Text of a stranger's file, fit to be shown in a message: quoted, on one line, not too long. */
export function quoted(text: string): string {
  const shown = text.length > 60 ? `${text.slice(0, 57)}…` : text;
  return JSON.stringify(shown);
}
