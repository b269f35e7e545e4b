/** Comparisons of the two meta-gradients: runs of their own, which a training beside them knows nothing of. */
import { gradientAngle } from '../../metaTraining/comparing/gradientAngle';
import { slopeCheck } from '../../metaTraining/comparing/slopeCheck';
import { isStopped, type RunControl } from '../../runtime/control';
import type { Fallback } from '../../runtime/kernels/fallback';
import type { GradientAngleEnd, GradientProgress, GradientsAt, SlopeCheckEnd } from '../protocol';

const REPORT_EVERY_MS = 100;

type Send = (event: GradientProgress) => void;
type Compare<T> = (
  config: GradientsAt['config'],
  phi: Float32Array | null,
  horizon: number,
  control: RunControl,
  onProgress: (done: number, total: number) => void,
) => Promise<T>;

/** From the start again where a kernel fails; null where it was stopped. */
async function compared<T>(
  compare: Compare<T>,
  { config, phi, horizon }: GradientsAt,
  control: RunControl,
  send: Send,
  fallback: Fallback,
): Promise<T | null> {
  let last = Number.NEGATIVE_INFINITY;
  const report = (done: number, total: number) => {
    if (performance.now() - last < REPORT_EVERY_MS) return;
    last = performance.now();
    send({ kind: 'gradient-progress', done, total });
  };
  try {
    return await fallback(() => compare(config, phi, horizon, control, report));
  } catch (thrown) {
    if (isStopped(thrown)) return null;
    throw thrown;
  }
}

export async function gradientAngleRun(
  at: GradientsAt,
  control: RunControl,
  send: Send,
  fallback: Fallback,
): Promise<GradientAngleEnd> {
  const angle = await compared(gradientAngle, at, control, send, fallback);
  return angle === null ? { outcome: 'stopped' } : { outcome: 'finished', angle };
}

export async function slopeCheckRun(
  at: GradientsAt,
  control: RunControl,
  send: Send,
  fallback: Fallback,
): Promise<SlopeCheckEnd> {
  const check = await compared(slopeCheck, at, control, send, fallback);
  return check === null ? { outcome: 'stopped' } : { outcome: 'finished', check };
}
