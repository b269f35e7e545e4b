/** A setting that is out of range: the former value stays, and the person reads which one it was. */
import { ZodError } from 'zod';
import type { NotificationStore } from './notifications';

/** Has a schema's error keep the values that were refused. */
export const NAMING_VALUES = { reportInput: true } as const;

/** The outcome of `parse`; null, and a message that names setting and value, where it throws a ZodError. */
export function parsedOrTold<T>(notifications: NotificationStore, parse: () => T): T | null {
  try {
    return parse();
  } catch (thrown) {
    if (!(thrown instanceof ZodError)) throw thrown;
    notifications.getState().notify({
      kind: 'warning',
      title: 'This setting is not possible',
      message: inWords(thrown),
      remedy: 'The former value is kept.',
    });
    return null;
  }
}

/** "Hidden units: 600 is not allowed; expected a whole number from 1 to 512." */
function inWords({ issues: [issue] }: ZodError): string {
  const { path = [], message = 'it is out of range', input } = issue ?? {};
  const told = typeof input === 'number' || typeof input === 'string';
  return `${named(path)}: ${told ? `${input} is not allowed; ` : ''}${message}.`;
}

/** Sections whose settings are known by their own names, and the one value of a schedule's entry. */
const UNSAID: readonly PropertyKey[] = ['task', 'optimizer', 'rate'];

/** `['optimizer', 'hiddenUnits']`: "Hidden units". */
function named(path: readonly PropertyKey[]): string {
  const words = path
    .filter((part) => typeof part === 'string' && !UNSAID.includes(part))
    .map((part) => String(part).replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`))
    .join(' ');
  return words === '' ? 'Setting' : words.charAt(0).toUpperCase() + words.slice(1);
}
