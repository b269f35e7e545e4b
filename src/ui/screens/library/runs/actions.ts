/** What can be done with runs, with what the person is told about it. */
import { saveFile } from '../../../../app/downloads';
import { lab } from '../../../../app/hooks';
import type { ListedRun } from '../../../../app/runs/types';
import { errorInfo } from '../../../../specs/errors';
import { forget } from './view';
import { counted } from './words';

type Named = Pick<ListedRun, 'id' | 'name'>;

/** Whether it was done; what stood in the way is told to the person. */
async function attempt(failure: string, act: () => Promise<unknown>): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (thrown) {
    lab.notifications.getState().notifyError(failure, errorInfo(thrown));
    return false;
  }
}

const runs = () => lab.runs.getState();

export const openRun = ({ id, name }: Named) =>
  attempt(`“${name}” was not opened`, () => runs().open(id));

export const resumeRun = ({ id, name }: Named) =>
  attempt(`“${name}” was not resumed`, () => runs().resume(id));

export const duplicateRun = ({ id, name }: Named) =>
  attempt(`“${name}” was not duplicated`, async () => {
    await runs().duplicate(id);
    lab.notifications.getState().notify({
      kind: 'info',
      title: 'Duplicated',
      message: `These are the settings of “${name}”. Change what you like, then start it.`,
    });
  });

export const renameRun = (id: string, name: string) =>
  attempt('It was not renamed', () => runs().rename(id, name));

export const setTags = (id: string, tags: readonly string[]) =>
  attempt('The tags were not kept', () => runs().setTags(id, tags));

/** “Adam, again”, or "3 runs". */
export const namesOf = (all: readonly Named[]): string =>
  all.length === 1 ? `“${all[0]?.name}”` : counted(all.length, 'run');

export async function deleteRuns(all: readonly Named[]): Promise<void> {
  const ids = all.map(({ id }) => id);
  const done = await attempt(
    `${namesOf(all)} ${all.length === 1 ? 'was' : 'were'} not deleted`,
    () => runs().remove(ids),
  );
  if (!done) return;
  forget(ids);
  lab.notifications.getState().notify({
    kind: 'info',
    title: 'Deleted',
    message: `${namesOf(all)} ${all.length === 1 ? 'is' : 'are'} no longer in the library.`,
    action: {
      label: 'Undo',
      run: () => void attempt(`${namesOf(all)} did not come back`, () => runs().restore(ids)),
    },
  });
}

/** Saves a file with these runs, or with everything. */
export const exportRuns = (ids: readonly string[] | 'all') =>
  attempt('The library file was not made', async () => {
    const { bytes, fileName } = await runs().exportLibrary(ids);
    saveFile(bytes, fileName);
  });
