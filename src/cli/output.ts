import { writeWhole } from './files';
import type { Terminal } from './terminal';

/** A result as one line of JSON, to `out` or to standard output. */
export function writeJson(
  result: object,
  out: string | undefined,
  terminal: Terminal,
): Promise<void> {
  const text = `${JSON.stringify(result)}\n`;
  if (out === undefined) return terminal.result(text);
  writeWhole(out, text);
  return Promise.resolve();
}
