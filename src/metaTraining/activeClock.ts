import type { Control } from '../runtime/control';

/** Seconds that a run has been moving: what it waited while paused does not count. */
export class ActiveClock {
  readonly #control: Control;
  readonly #from = performance.now();
  readonly #waitedBefore: number;

  constructor(control: Control) {
    this.#control = control;
    this.#waitedBefore = control.waitedMs;
  }

  seconds(): number {
    const waited = this.#control.waitedMs - this.#waitedBefore;
    return (performance.now() - this.#from - waited) / 1000;
  }
}
