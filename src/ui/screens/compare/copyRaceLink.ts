import { lab } from '../../../app/hooks';
import type { LibraryEntry } from '../../../app/library/libraryTypes';
import { trainingTask } from '../../../app/library/previewCurve';
import {
  optimizerLink,
  ownInRace,
  presentResult,
  raceLink,
  raceLinkWithOptimizers,
} from '../../../app/links/makeLink';
import { DEFAULT_RACE, raceForTask } from '../../../app/race/raceSettings';
import { errorInfo } from '../../../specs/errors';
import { copyLink } from '../copyLink';

/**
 * The race that is set, with the same problems; with what came out of it, where it has been run. Where optimizers of
 * one's own take part, the message offers a link that takes them along.
 */
export async function copyRaceLink(): Promise<void> {
  const own = ownInRace(lab).map(({ name }) => `“${name}”`);
  const result = presentResult(lab)
    ? 'The same race, with the same problems. Its numbers are noted in the link: whoever opens it is told whether the same come out.'
    : 'The same race, with the same problems. Once it has finished, a link also notes its numbers.';
  if (own.length === 0) return copyLink(result, raceLink(lab));
  const only = `${own.join(' and ')} ${own.length === 1 ? 'is' : 'are'} in this browser only.`;
  const label = 'Copy link with optimizer';
  const action = { label, run: () => void copyLongLink(() => raceLinkWithOptimizers(lab)) };
  await copyLink(`${result} ${only}`, raceLink(lab), { action, stays: true });
}

/** A race of an optimizer of the library on the task that it was trained on, with the optimizer in the link. */
export async function copyOptimizerLink(entry: LibraryEntry): Promise<void> {
  const settings = raceForTask(DEFAULT_RACE, trainingTask(entry));
  await copyLongLink(() => optimizerLink(lab, entry, settings));
}

async function copyLongLink(make: () => Promise<string>): Promise<void> {
  try {
    const link = await make();
    const length = link.length.toLocaleString('en');
    await copyLink(
      `It is ${length} characters long, since the optimizer is in it: behind #, which is sent to no server. Some programs cut long links off; a file is safer there.`,
      link,
    );
  } catch (thrown) {
    lab.notifications.getState().notifyError('The link was not made', errorInfo(thrown));
  }
}
