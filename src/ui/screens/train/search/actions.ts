/** What is done with a trial. */
import { lab } from '../../../../app/hooks';
import { errorInfo } from '../../../../specs/errors';

export async function keepTrial(trial: number): Promise<void> {
  try {
    const id = await lab.search.getState().keep(trial);
    const name = lab.library.getState().entry(id)?.name ?? `Trial ${trial}`;
    lab.notifications.getState().notify({
      kind: 'success',
      title: 'Kept in the library',
      message: `“${name}”, with the weights that did best on validation.`,
      action: { label: 'Show', run: () => lab.settings.getState().setTab('library') },
    });
  } catch (thrown) {
    lab.notifications.getState().notifyError('It could not be kept', errorInfo(thrown));
  }
}

/** Keeps a trial, where it is not kept yet, and races it on the task of the search. */
export async function raceTrial(trial: number): Promise<void> {
  try {
    const { search, kept, keep } = lab.search.getState();
    if (search === null) return;
    const id = kept[trial] ?? (await keep(trial));
    lab.race.getState().updateSettings({ task: search.config.training.task });
    lab.race.getState().addOptimizer(id);
    lab.settings.getState().setTab('compare');
    await lab.race.getState().run();
  } catch (thrown) {
    lab.notifications.getState().notifyError('The race could not begin', errorInfo(thrown));
  }
}

export function trainTrial(trial: number): void {
  lab.search.getState().trainWith(trial);
  lab.notifications.getState().notify({
    kind: 'info',
    title: `The settings of trial ${trial} are set`,
    message: 'Press Train to train with them.',
    action: {
      label: 'Back to the search',
      run: () => lab.settings.getState().setTrainMode('search'),
    },
  });
}
