/** A trace of the training is made again, now and then, while somebody looks and there are newer weights. */
import type { Clock } from '../clock';

const EVERY_MS = 4000;
/** Tracing takes at most this share of the time: the training goes on in the same worker. */
const SHARE = 1 / 5;

export interface Follower {
  /** After anything that may make a newer trace due. */
  consider(): void;
  /** A trace ended now, and took so long. */
  ended(seconds: number): void;
}

export function createFollower(deps: {
  clock: Clock;
  due: () => boolean;
  trace: () => void;
}): Follower {
  const { clock, due, trace } = deps;
  let notBefore = Number.NEGATIVE_INFINITY;
  let waiting = false;

  const consider = (): void => {
    if (waiting || !due()) return;
    waiting = true;
    const wait = Math.max(0, notBefore - clock.now());
    clock.setTimeout(() => {
      waiting = false;
      if (due()) trace();
    }, wait);
  };
  return {
    consider,
    ended(seconds) {
      notBefore = clock.now() + Math.max(EVERY_MS, (1000 * seconds) / SHARE);
      consider();
    },
  };
}
