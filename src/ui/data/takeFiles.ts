import { isDigitFile } from '../../app/data/dataText';
import { lab } from '../../app/hooks';
import { importOptimizer } from '../importOptimizer';
import { droppedFiles } from './droppedFiles';

/** Files that were dropped somewhere on the page: MNIST's and libraries by their names, anything else an optimizer. */
export async function takeFiles(dropped: DataTransfer): Promise<void> {
  const files = await droppedFiles(dropped).catch(() => []);
  const digits = files.filter(isDigitFile);
  if (digits.length > 0) {
    await lab.data.getState().offer(digits);
    return;
  }
  const [file] = files;
  if (file && isLibraryFile(file)) await importLibrary(file);
  else if (file) await importOptimizer(file);
}

/** By the name that exported libraries have; any zip file where the runs are shown, as it may have been renamed. */
function isLibraryFile({ name }: File): boolean {
  const { tab, shelf } = lab.settings.getState();
  const runsAreShown = tab === 'library' && shelf === 'runs';
  return (runsAreShown ? /\.zip$/i : /^optlab-library.*\.zip$/i).test(name);
}

/** Imports a library and shows the runs, where the report of it stands. */
async function importLibrary(file: File): Promise<void> {
  lab.settings.getState().setTab('library');
  lab.settings.getState().setShelf('runs');
  await lab.runs.getState().importLibrary(file);
}
