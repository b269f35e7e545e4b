/**
 * Work that goes on in the worker: runs, which the page follows, pauses and stops, and questions, which are answered
 * and have none of that. Both begin when kernels are as they should be, are done again where a kernel fails, and end
 * where the device is lost.
 */
import { type Control, isStopped, RunControl } from '../../runtime/control';
import { kernelsAllowed } from '../../runtime/kernels/choice';
import type { KernelFailure } from '../../runtime/kernels/failure';
import type { Fallback } from '../../runtime/kernels/fallback';
import { onDeviceError, onDeviceLost } from '../../runtime/webgpu/device';
import { LabError } from '../../specs/errors';
import type { DigitSource, TaskSpec } from '../../specs/task';
import { EventChannel, type Post } from './eventChannel';
import { KernelGuard } from './kernelGuard';
import type { ActiveTraining } from './trainRun';

interface Work {
  control: RunControl;
  fallback: Fallback;
  /** Settled when it is over, never rejected. */
  over: Promise<unknown>;
}

export interface Run extends Work {
  channel: EventChannel;
  training: ActiveTraining | null;
  /** Where its digits are from: these stay as they are for as long as it lasts. */
  digits: ReadonlySet<DigitSource>;
}

export interface RunStart {
  runId: number;
  paused?: boolean | undefined;
  /** What it is about; their digits are loaded first. */
  tasks?: readonly TaskSpec[];
}

export interface RunsDeps {
  post: Post;
  /** Loads the digits of tasks. */
  prepare(...tasks: TaskSpec[]): Promise<void>;
  /** Is told when kernels go out of use, and why; null: they serve again. */
  announce(failure: KernelFailure | null): void;
}

export class Runs {
  readonly #deps: RunsDeps;
  readonly #runs = new Map<number, Run>();
  /** All that goes on, runs and questions alike. */
  readonly #work = new Set<Work>();
  /** Rejects when the device is lost: what awaits the device would wait for ever. */
  #lost = deviceWatch();
  readonly #kernels: KernelGuard;
  /** Resolved when kernels are as they should be for the next work. */
  #mending: Promise<void> = Promise.resolve();

  constructor(deps: RunsDeps) {
    this.#deps = deps;
    this.#kernels = new KernelGuard(deps.announce);
    onDeviceLost((message) => {
      this.#lost.reject(
        new LabError({
          code: 'device-lost',
          message: `The graphics device was lost: ${message}.`,
          remedy: 'The run goes on from its last checkpoint once the engine has restarted.',
        }),
      );
      // What does not wait for the device would go on with nothing.
      for (const { control } of this.#work) control.stop();
    });
    onDeviceError((failure) => {
      for (const { control } of this.#work) {
        control.fail(kernelsAllowed() ? failure : deviceError(failure.detail));
      }
    });
  }

  get(runId: number): Run | undefined {
    return this.#runs.get(runId);
  }

  drawFrom(source: DigitSource): boolean {
    return [...this.#runs.values()].some(({ digits }) => digits.has(source));
  }

  /** Stops all that goes on, and does `start` when nothing does any more, with kernels that are allowed again. */
  async restart<T>(start: () => Promise<T>): Promise<T> {
    const work = [...this.#work];
    for (const { control } of work) control.stop();
    await Promise.all(work.map(({ over }) => over));
    this.#lost = deviceWatch();
    await this.#mending;
    this.#kernels.reset();
    return Promise.race([start(), this.#lost.promise]);
  }

  /** @throws LabError; where `doing` throws `stopped`, so does this */
  async run<T>(
    { runId, paused = false, tasks = [] }: RunStart,
    doing: (run: Run) => Promise<T>,
  ): Promise<T> {
    const run: Run = {
      ...this.#newWork(),
      channel: new EventChannel(runId, this.#deps.post),
      training: null,
      digits: new Set(tasks.flatMap((task) => (task.name === 'mnist' ? [task.data] : []))),
    };
    const { control, channel } = run;
    this.#runs.set(runId, run);
    if (paused) void control.pause();
    control.onWaiting = (waiting) => {
      channel.send(
        waiting
          ? { kind: 'state', state: 'paused', text: 'Paused' }
          : { kind: 'state', state: 'running', text: 'Running' },
      );
    };
    try {
      return await this.#do(
        run,
        () => this.#deps.prepare(...tasks).then(() => doing(run)),
        () => channel.emptied(),
      );
    } finally {
      this.#runs.delete(runId);
    }
  }

  /**
   * Answers a question. What a kernel fails in is answered again by the definition.
   *
   * @throws LabError `stopped` where the backend is changed meanwhile
   */
  ask<T>(answer: (control: Control) => Promise<T>): Promise<T> {
    const work = this.#newWork();
    return this.#do(work, () => work.fallback(() => answer(work.control)));
  }

  /** @param told resolves when the page has been sent all that there is to say of it */
  async #do<T>(
    work: Work,
    doing: () => Promise<T>,
    told: () => Promise<void> = async () => {},
  ): Promise<T> {
    this.#work.add(work);
    const result = Promise.race([this.#mending.then(doing), this.#lost.promise]);
    work.over = result.catch(() => {});
    try {
      const value = await result;
      await told();
      return value;
    } catch (thrown) {
      if (!isStopped(thrown)) await told();
      throw thrown;
    } finally {
      work.control.end();
      this.#work.delete(work);
      if (this.#work.size === 0) this.#mending = this.#kernels.mend();
    }
  }

  #newWork(): Work {
    const control = new RunControl();
    const fallback = this.#kernels.fallback(control, this.#lost.promise);
    return { control, fallback, over: Promise.resolve() };
  }
}

function deviceWatch(): { promise: Promise<never>; reject: (error: LabError) => void } {
  let reject: (error: LabError) => void = () => {};
  const promise = new Promise<never>((_, no) => {
    reject = no;
  });
  // Nobody may be waiting when it happens.
  promise.catch(() => {});
  return { promise, reject };
}

function deviceError(detail: string | undefined): LabError {
  return new LabError({
    code: 'internal',
    message: 'The graphics device could not do what it was asked to.',
    remedy: 'Choose fewer problems, a shorter unroll or another backend.',
    ...(detail === undefined ? {} : { detail }),
  });
}
