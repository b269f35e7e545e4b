/** How many trials go on at the same time, and with how many threads each: never more threads than cores. */
import type { BackendName } from '../../specs/backend';
import type { Workforce } from './searchTypes';

/** Each worker has an engine of its own in memory. */
export const MOST_WORKERS = 16;
const USUAL_WORKERS = 4;
/** From more cores than this, one is left to the page. */
const FEW_CORES = 4;
const MOST_THREADS = 8;

/**
 * workers × threads ≤ cores (one worker at least). Trials are independent and unrolls are not, so workers come before
 * threads; a graphics device is one, and more workers would only wait for it.
 *
 * @param wanted how many workers the person wants; null: as usual
 * @param trials how many there are to train
 */
export function planWorkforce(
  wanted: number | null,
  { cores, trials, backend }: { cores: number; trials: number; backend: BackendName },
): Workforce {
  const usable = Math.max(1, cores > FEW_CORES ? cores - 1 : cores);
  const most = Math.max(1, Math.min(mostWorkers(cores, backend), trials));
  const workers = Math.max(1, Math.min(wanted ?? USUAL_WORKERS, most));
  const threads = Math.max(1, Math.min(MOST_THREADS, Math.floor(usable / workers)));
  return { workers, threads };
}

export function mostWorkers(cores: number, backend: BackendName): number {
  if (backend === 'webgpu') return 1;
  return Math.max(1, Math.min(MOST_WORKERS, cores > FEW_CORES ? cores - 1 : cores));
}
