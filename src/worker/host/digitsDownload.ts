import type { DownloadProgress } from '../../datasets/download';
import { isStopped, type RunControl } from '../../runtime/control';
import type { DownloadEnd, DownloadEvent } from '../protocol';
import type { DigitShelf } from './digits';

/** About the pace at which a bar can follow. */
const REPORT_EVERY_MS = 100;

/** MNIST from a mirror, as the page follows it. */
export async function downloadRun(
  digits: DigitShelf,
  control: RunControl,
  send: (event: DownloadEvent) => void,
): Promise<DownloadEnd> {
  let last = Number.NEGATIVE_INFINITY;
  try {
    const onProgress = (progress: DownloadProgress): void => {
      const now = performance.now();
      if (now - last < REPORT_EVERY_MS && progress.received < progress.total) return;
      last = now;
      send({ kind: 'download-progress', ...progress });
    };
    const onWaiting = () => send({ kind: 'download-waiting' });
    const { kept } = await digits.download(control.signal, onProgress, onWaiting);
    return { outcome: 'finished', kept };
  } catch (thrown) {
    if (isStopped(thrown)) return { outcome: 'stopped', kept: false };
    throw thrown;
  }
}
