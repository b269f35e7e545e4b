/** What is done when a kernel fails: the definition takes its place, and the work is done again. */
import { kernelOutOfUseReason, kernelsAllowed, putKernelsOutOfUse } from './choice';
import { KernelFailure } from './failure';

/** A kernel's failure as such; null for every other error. */
export function kernelFailureOf(thrown: unknown): KernelFailure | null {
  if (thrown instanceof KernelFailure) return thrown;
  // A trap: out of bounds, out of stack, unreachable. Whose code it was does not show; the definition will tell.
  if (typeof WebAssembly !== 'undefined' && thrown instanceof WebAssembly.RuntimeError) {
    return new KernelFailure(`it stopped (${thrown.message})`, thrown.stack);
  }
  return null;
}

/**
 * Does `work`; where a kernel fails in it, puts kernels out of use, calls `onFailure` and does the work once more,
 * now by the definition. What fails without kernels is thrown.
 *
 * @param work begins anew at each call: from its start, or from what it has kept
 * @param onFailure `first`: no kernel had failed before
 */
export async function withFallback<T>(
  work: () => Promise<T>,
  onFailure: (failure: KernelFailure, first: boolean) => void,
): Promise<T> {
  const allowed = kernelsAllowed();
  try {
    return await work();
  } catch (thrown) {
    const failure = kernelFailureOf(thrown);
    if (failure === null || !allowed) throw thrown;
    const first = kernelOutOfUseReason() === null;
    putKernelsOutOfUse(failure.why);
    onFailure(failure, first);
  }
  return work();
}

/** `withFallback` for somebody who says what failed; `onRepeat` is called before the work begins again. */
export type Fallback = <T>(work: () => Promise<T>, onRepeat?: () => void) => Promise<T>;
