import { tuneLearningRates } from '../../evaluation/tuneLearningRate';
import { isStopped, type RunControl } from '../../runtime/control';
import type { Fallback } from '../../runtime/kernels/fallback';
import type { TuneConfig, TuneEvent, TuneResult } from '../protocol';

const REPORT_EVERY_MS = 100;

/** Tunes the baselines' learning rates for a task; from the start again where a kernel fails. */
export async function tuneRun(
  config: TuneConfig,
  control: RunControl,
  send: (event: TuneEvent) => void,
  fallback: Fallback,
): Promise<TuneResult> {
  let last = performance.now();
  try {
    const rates = await fallback(() =>
      tuneLearningRates(config, control, (done, total) => {
        if (performance.now() - last < REPORT_EVERY_MS) return;
        last = performance.now();
        send({ kind: 'tune-progress', done, total });
      }),
    );
    return { outcome: 'finished', rates };
  } catch (thrown) {
    if (isStopped(thrown)) return { outcome: 'stopped', rates: {} };
    throw thrown;
  }
}
