/** How a command ends when it does not succeed: one line that says what and what to do, and an exit code. */
import { errorInfo, LabError } from '../specs/errors';

export const EXIT = { success: 0, failure: 1, usage: 2, interrupted: 130 } as const;

/** The command was called in a way that it does not understand. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export function exitCodeOf(thrown: unknown): number {
  if (thrown instanceof UsageError) return EXIT.usage;
  if (thrown instanceof LabError) {
    if (thrown.code === 'bad-input') return EXIT.usage;
    if (thrown.code === 'stopped') return EXIT.interrupted;
  }
  return EXIT.failure;
}

/** Any thrown value in one line. */
export function describeFailure(thrown: unknown): string {
  if (thrown instanceof UsageError) return oneLine(thrown.message);
  const { code, message, remedy } = errorInfo(thrown);
  if (code === 'internal') {
    return oneLine(`unexpected error: ${message} (DEBUG=1 shows where)`);
  }
  const sentence = message.replace(/\.$/, '');
  return oneLine(remedy === undefined ? `${sentence}.` : `${sentence}. ${remedy}`);
}

export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
