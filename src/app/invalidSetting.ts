/** A setting that is out of range: the former value stays, and the person reads which one it was. */
import { ZodError } from 'zod';
import type { NotificationStore } from './notifications';

/** The outcome of `parse`; null, and a message that names the setting, where it throws a ZodError. */
export function parsedOrTold<T>(notifications: NotificationStore, parse: () => T): T | null {
  try {
    return parse();
  } catch (thrown) {
    if (!(thrown instanceof ZodError)) throw thrown;
    const [issue] = thrown.issues;
    notifications.getState().notify({
      kind: 'warning',
      title: 'This setting is not possible',
      message: `${issue?.path.join('.') ?? 'setting'}: ${issue?.message ?? 'out of range'}`,
      remedy: 'The former value is kept.',
    });
    return null;
  }
}
