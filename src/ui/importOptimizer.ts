import { lab } from '../app/hooks';

/**
 * Imports a file and shows the Library, where the new entry, the question for missing settings or the reason of a
 * refusal stands.
 */
export async function importOptimizer(file: File): Promise<void> {
  lab.settings.getState().setTab('library');
  lab.settings.getState().setShelf('optimizers');
  await lab.library.getState().importFile(file);
}
