/** Stands between runs and their kernels: what a kernel fails in is done again by the definition, and is said. */
import { isStopped, type RunControl } from '../../runtime/control';
import { allowKernels, kernelOutOfUseReason } from '../../runtime/kernels/choice';
import { type KernelFailure, TooLargeForKernel } from '../../runtime/kernels/failure';
import { type Fallback, withFallback } from '../../runtime/kernels/fallback';
import { restartKernels, startThreads } from '../../runtime/kernels/module';
import { deviceIsLost, openDevice } from '../../runtime/webgpu/device';
import { forgetFailure } from '../../runtime/webgpu/failures';

export class KernelGuard {
  readonly #say: (failure: KernelFailure | null) => void;
  /** Kernels are out of use only for the runs that go on now. */
  #passing = false;

  /** @param say is told when kernels go out of use, and why; null: they serve again */
  constructor(say: (failure: KernelFailure | null) => void) {
    this.#say = say;
  }

  /** @param lost rejects where the device is lost */
  fallback(control: RunControl, lost: Promise<never>): Fallback {
    return (work, onRepeat) =>
      withFallback(
        async () => {
          try {
            const value = await work();
            control.throwFailure();
            return value;
          } catch (thrown) {
            // A loss is the cause of whatever fails just before it is told.
            if (!isStopped(thrown) && (await deviceIsLost())) await lost;
            // The same error may have been told in two ways: the next attempt is not to hear of it.
            control.takeFailure();
            const open = openDevice();
            if (open !== null) forgetFailure(open.device);
            throw thrown;
          }
        },
        (failure, first) => {
          if (first) {
            this.#passing = failure instanceof TooLargeForKernel;
            this.#say(failure);
          }
          onRepeat?.();
        },
      );
  }

  /** Before a backend is started: what failed before may work now, in a fresh memory. */
  reset(): void {
    this.#passing = false;
    if (kernelOutOfUseReason() !== null) restartKernels();
    allowKernels();
  }

  /** When no run is going on: kernels that were too small for one serve the next again, in a fresh memory. */
  async mend(): Promise<void> {
    if (!this.#passing) return;
    this.#passing = false;
    if (openDevice() === null) {
      restartKernels();
      await startThreads();
    }
    allowKernels();
    this.#say(null);
  }
}
