/** What the computations of figures have in common: they are told of at a pace, timed, and may be stopped. */
import { isStopped, type RunControl } from '../../runtime/control';

export type ComputationEnd<F> =
  | { outcome: 'finished'; findings: F; seconds: number }
  | { outcome: 'stopped' };

/** What was found, and in how many seconds (to a tenth), pauses not counted. */
export async function computation<F>(
  control: RunControl,
  compute: () => Promise<F>,
): Promise<ComputationEnd<F>> {
  const from = performance.now();
  try {
    const findings = await compute();
    const seconds = (performance.now() - from - control.waitedMs) / 1000;
    return { outcome: 'finished', findings, seconds: Math.round(seconds * 10) / 10 };
  } catch (thrown) {
    if (isStopped(thrown)) return { outcome: 'stopped' };
    throw thrown;
  }
}

/** Whether there is to be a report now: as soon as the phase is another one, else not oftener than so. */
export function reportPace(everyMs: number): (phase: string) => boolean {
  let last = Number.NEGATIVE_INFINITY;
  let former = '';
  return (phase) => {
    const now = performance.now();
    if (phase === former && now - last < everyMs) return false;
    last = now;
    former = phase;
    return true;
  };
}
