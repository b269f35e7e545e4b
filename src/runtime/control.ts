/**
 * How long work is paused, stepped and stopped. Engine code calls `breathe()` often (at least every few tens of
 * milliseconds) and `unit()` where a person may step (a step of a race, an unroll of a training).
 */
import { LabError } from '../specs/errors';

export interface Control {
  /** Yields to the event loop when that is due; waits while paused. Throws LabError `stopped`. */
  breathe(): Promise<void>;
  /** As `breathe`, but does not wait while paused: inside what a person sees as one step. */
  tick(): Promise<void>;
  /** As `breathe`, at the end of a unit of work that a person can step through. */
  unit(): Promise<void>;
  /** True where the next `unit()` will wait: what has been computed so far should be reported first. */
  readonly aboutToWait: boolean;
  /** Milliseconds spent waiting so far. */
  readonly waitedMs: number;
}

/** Never pauses, never stops: tests and short work. */
export const freeRunning: Control = {
  async breathe() {},
  async tick() {},
  async unit() {},
  aboutToWait: false,
  waitedMs: 0,
};

/** The same control for work that is one unit, or a part of one, to the person who steps. */
export function withinUnit(control: Control): Control {
  return {
    breathe: () => control.breathe(),
    tick: () => control.tick(),
    unit: () => control.breathe(),
    aboutToWait: false,
    get waitedMs() {
      return control.waitedMs;
    },
  };
}

/**
 * The same control for work that is done again: it goes through its first `units` units without resting at them, to
 * where it was before.
 */
export function catchingUp(control: Control, units: number): Control {
  let left = units;
  return {
    breathe: () => (left > 0 ? control.tick() : control.breathe()),
    tick: () => control.tick(),
    unit: () => (left-- > 0 ? control.tick() : control.unit()),
    get aboutToWait() {
      return left <= 0 && control.aboutToWait;
    },
    get waitedMs() {
      return control.waitedMs;
    },
  };
}

const YIELD_EVERY_MS = 20;

/** Lets timers, messages and signals be served once. */
export function macrotask(): Promise<void> {
  if (typeof setImmediate === 'function') return new Promise((done) => setImmediate(done));
  // setTimeout(0) is clamped to 4 ms in browsers; a message is not.
  return new Promise((done) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      channel.port1.close();
      done();
    };
    channel.port2.postMessage(null);
  });
}

export class RunControl implements Control {
  #paused = false;
  #stopped = false;
  #allowance = 0;
  #lastYield = performance.now();
  #wake: (() => void) | null = null;
  #parked: (() => void)[] = [];
  #waiting = false;
  #ended = false;
  #failure: LabError | null = null;
  readonly #abort = new AbortController();
  waitedMs = 0;
  /** Units done so far. */
  units = 0;
  /** Called when the run begins or ends waiting. */
  onWaiting: ((waiting: boolean) => void) | null = null;

  get aboutToWait(): boolean {
    return this.#paused && this.#allowance <= 1 && !this.#stopped;
  }

  /** Aborted by `stop`: for what waits outside of this thread, such as a download. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Resolves when the run stands still (or has ended). */
  pause(): Promise<void> {
    this.#paused = true;
    this.#allowance = 0;
    if (this.#waiting || this.#ended) return Promise.resolve();
    return new Promise((done) => this.#parked.push(done));
  }

  resume(): void {
    this.#paused = false;
    this.#allowance = 0;
    this.#wake?.();
  }

  /** Lets a paused run do `count` more units. */
  step(count: number): void {
    if (!this.#paused) return;
    this.#allowance += count;
    this.#wake?.();
  }

  stop(): void {
    this.#stopped = true;
    this.#abort.abort();
    this.#wake?.();
  }

  /** Ends the work that is going on with this error, thrown where it breathes next. A run may then do it once more. */
  fail(error: LabError): void {
    this.#failure = error;
    this.#wake?.();
  }

  /** What `fail` was given, once; null if nothing. */
  takeFailure(): LabError | null {
    const failure = this.#failure;
    this.#failure = null;
    return failure;
  }

  /** @throws what `fail` was given, once */
  throwFailure(): void {
    const failure = this.takeFailure();
    if (failure !== null) throw failure;
  }

  /** Tells those who wait for a pause that the run is over. */
  end(): void {
    this.#ended = true;
    this.#settleParked();
  }

  async tick(): Promise<void> {
    if (performance.now() - this.#lastYield >= YIELD_EVERY_MS) await this.#yield();
    this.#throwIfStopped();
    this.throwFailure();
  }

  async breathe(): Promise<void> {
    await this.tick();
    await this.#waitWhilePaused();
  }

  async unit(): Promise<void> {
    this.units++;
    if (this.#paused && this.#allowance > 0) this.#allowance--;
    await this.breathe();
  }

  async #yield(): Promise<void> {
    await macrotask();
    this.#lastYield = performance.now();
  }

  async #waitWhilePaused(): Promise<void> {
    if (!this.#paused || this.#allowance > 0) return;
    const from = performance.now();
    this.#waiting = true;
    this.onWaiting?.(true);
    this.#settleParked();
    while (this.#paused && this.#allowance === 0 && !this.#stopped && this.#failure === null) {
      await new Promise<void>((done) => {
        this.#wake = done;
      });
    }
    this.#wake = null;
    this.#waiting = false;
    this.waitedMs += performance.now() - from;
    this.#lastYield = performance.now();
    this.#throwIfStopped();
    this.throwFailure();
    this.onWaiting?.(false);
  }

  #throwIfStopped(): void {
    if (this.#stopped) throw new LabError({ code: 'stopped', message: 'The run was stopped.' });
  }

  #settleParked(): void {
    for (const done of this.#parked) done();
    this.#parked = [];
  }
}

export function isStopped(thrown: unknown): boolean {
  return thrown instanceof LabError && thrown.code === 'stopped';
}
