/** What is said on return: a training or a search was interrupted, and can go on. */
import { errorInfo } from '../../specs/errors';
import { type Clock, realClock } from '../clock';
import type { NotificationStore } from '../notifications';
import type { SettingsStore } from '../settingsStore';
import { listedRun } from './listing';
import type { Runs } from './runs';
import type { ListedRun } from './types';

export interface Returning {
  runs: Pick<Runs, 'shelf' | 'book'>;
  settings: SettingsStore;
  notifications: NotificationStore;
  resume: (id: string) => Promise<void>;
  clock?: Pick<Clock, 'setTimeout'>;
}

/** A tab that was closed just now, to open this one, has its runs for a moment longer. */
const CLOSED_WITHIN_MS = 3000;

/**
 * Offers to go on with the run that was interrupted last. Silent where there is none, and on screens that offer it
 * themselves; once such a screen is shown, the message is gone.
 */
export async function offerToResume(deps: Returning): Promise<void> {
  const { runs, settings, notifications, resume, clock = realClock } = deps;
  const first = await interruptedRuns(runs);
  let { interrupted } = first;
  if (interrupted.length === 0 && first.elsewhere) {
    await new Promise<void>((go) => void clock.setTimeout(go, CLOSED_WITHIN_MS));
    interrupted = (await interruptedRuns(runs)).interrupted;
  }
  const [run] = interrupted;
  if (!run || isOffered(run, settings)) return;
  const { notify, notifyError, dismiss } = notifications.getState();
  const { done, total, unit } = run.progress;
  const others = interrupted.length - 1;
  const more = others === 0 ? '' : ` ${others} more: see Library, Runs.`;
  const message = notify({
    kind: 'info',
    title: `A ${run.kind} was interrupted`,
    message: `“${run.name}” has ${done} of ${total} ${unit} done.${more}`,
    stays: true,
    action: {
      label: `Resume ${run.kind}`,
      run: () =>
        void resume(run.id).catch((thrown) =>
          notifyError(`“${run.name}” was not resumed`, errorInfo(thrown)),
        ),
    },
  });
  const leave = settings.subscribe(() => {
    if (!isOffered(run, settings)) return;
    leave();
    dismiss(message);
  });
}

/** Newest first; without those that were put aside. `elsewhere`: other tabs have some. */
async function interruptedRuns({ shelf, book }: Returning['runs']) {
  const { runs } = await shelf.all();
  const taken = await shelf.takenElsewhere(runs);
  const interrupted: ListedRun[] = runs
    .filter(({ record: { id }, dismissed }) => !dismissed && !taken.has(id) && !book.held.has(id))
    .map((run) => listedRun(run, null))
    .filter(({ state, resumable }) => state === 'interrupted' && resumable)
    .sort((a, b) => (a.changedAt < b.changedAt ? 1 : -1));
  return { interrupted, elsewhere: taken.size > 0 };
}

/** Whether the screen that is shown offers it already: its own, or the list of runs. */
function isOffered({ kind }: ListedRun, settings: SettingsStore): boolean {
  const { tab, trainMode, shelf } = settings.getState();
  if (tab === 'library') return shelf === 'runs';
  return tab === 'train' && trainMode === (kind === 'search' ? 'search' : 'one');
}
