import { isDigitFile } from '../../app/dataText';
import { lab } from '../../app/hooks';
import { importOptimizer } from '../importOptimizer';
import { droppedFiles } from './droppedFiles';

/** Files that were dropped somewhere on the page: MNIST's by their names, anything else an optimizer. */
export async function takeFiles(dropped: DataTransfer): Promise<void> {
  const files = await droppedFiles(dropped).catch(() => []);
  const digits = files.filter(isDigitFile);
  if (digits.length > 0) {
    await lab.data.getState().offer(digits);
    return;
  }
  const [file] = files;
  if (file) await importOptimizer(file);
}
