/**
 * Optimizers that a link brings along: in the library for this visit, to race and to look at. Nothing is stored before
 * the person asks for it.
 */
import { errorInfo } from '../../specs/errors';
import type { LibraryEntry } from '../library/libraryTypes';
import type { NotificationStore } from '../notifications';
import { parseFragment } from './fragment';
import { weightsHash } from './hash';
import { linkId, optimizerFromText } from './optimizerLink';

export interface Visitors {
  entries: LibraryEntry[];
  /** The library has the same optimizer already: what the link calls it, and what the library does. */
  known: Map<string, string>;
}

/**
 * Reads the optimizers of a fragment. What cannot be read is told to the person.
 *
 * @param library what is there without them
 */
export async function readVisitors(
  hash: string,
  library: readonly LibraryEntry[],
  notifications: NotificationStore,
  now: () => Date = () => new Date(),
): Promise<Visitors> {
  const { optimizers, problems } = parseFragment(hash);
  const { notify, notifyError } = notifications.getState();
  const entries: LibraryEntry[] = [];
  const known = new Map<string, string>();
  const here = new Map(library.map((entry) => [weightsHash(entry.optimizer), entry]));
  for (const { name, data } of optimizers) {
    try {
      const optimizer = await optimizerFromText(data, name);
      const hash = weightsHash(optimizer);
      const id = linkId(optimizer);
      const same = here.get(hash);
      if (same) {
        known.set(id, same.id);
        notify({
          kind: 'info',
          title: 'The link’s optimizer is in the library already',
          message: `“${name}” has the same weights as “${same.name}”, which takes its place.`,
        });
        continue;
      }
      const entry = {
        id,
        name,
        origin: 'link' as const,
        optimizer,
        createdAt: now().toISOString(),
      };
      here.set(hash, entry);
      entries.push(entry);
    } catch (thrown) {
      notifyError('An optimizer in the link could not be read', errorInfo(thrown));
    }
  }
  if (problems.length > 0) {
    notify({
      kind: 'warning',
      title: 'Part of the link is not used',
      message: `${problems.map(({ key, message }) => `${key}: ${message}`).join('; ')}.`,
      remedy: 'Ask for the link again, whole, or for the optimizer’s file.',
    });
  }
  return { entries, known };
}
