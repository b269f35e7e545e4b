/** The replay of a recorded race: a cursor that a clock moves. */
import type { Clock } from '../clock';
import type { Speed } from './raceTypes';

/** Steps a second at speed 1. */
const STEPS_PER_SECOND = 10;
/** At `max` the whole race takes about so many seconds, and never less than 60 steps a second. */
const MAX_SPEED_SECONDS = 1;
/** Between two movements; faster playback moves by several steps at once. */
const TICK_MS = 50;

export function stepsPerSecond(speed: Speed, steps: number): number {
  if (speed !== 'max') return speed * STEPS_PER_SECOND;
  return Math.max(60, steps / MAX_SPEED_SECONDS);
}

export interface Playback {
  start(): void;
  stop(): void;
}

/**
 * Calls `advance(count)` with the whole steps that have become due, until it answers false.
 * `rate` (steps a second) is asked at every tick, so that a change of speed acts at once.
 */
export function createPlayback(
  clock: Clock,
  rate: () => number,
  advance: (count: number) => boolean,
): Playback {
  let cancel: (() => void) | null = null;
  let last = 0;
  let owed = 0;

  const tick = (): void => {
    const now = clock.now();
    owed += ((now - last) / 1000) * rate();
    last = now;
    const whole = Math.floor(owed);
    owed -= whole;
    cancel = null;
    if (whole === 0 || advance(whole)) schedule();
  };
  const schedule = (): void => {
    cancel = clock.setTimeout(tick, Math.max(TICK_MS, 1000 / rate()));
  };

  return {
    start() {
      if (cancel) return;
      last = clock.now();
      owed = 0;
      schedule();
    },
    stop() {
      cancel?.();
      cancel = null;
    },
  };
}
