/**
 * Whether hand-written kernels serve, or the definition in TensorFlow.js operations: asked by whatever has both.
 *
 * Asked when something is made (a rule, an optimizer, an optimizee), which then keeps to the answer: a run does not
 * change its implementation half-way, so its numbers are those of one of the two. Kernels go out of use for all that
 * is made afterwards when one of them has failed (fallback.ts), until a backend is chosen anew.
 */

let outOfUse: string | null = null;
let definitionAsked = 0;

/** True where what is made now may use hand-written kernels. */
export function kernelsAllowed(): boolean {
  return outOfUse === null && definitionAsked === 0;
}

/** @param reason what happened, as the end of a sentence: "the shader does not compile" */
export function putKernelsOutOfUse(reason: string): void {
  outOfUse ??= reason;
}

/** Why kernels are out of use since one of them failed; null where they are not. */
export function kernelOutOfUseReason(): string | null {
  return outOfUse;
}

/** With a new choice of the backend: what failed on one may work on another, or after a fresh start. */
export function allowKernels(): void {
  outOfUse = null;
}

/**
 * What `make` makes computes by the definition for as long as it lives: to check what kernels have computed.
 * Synchronous, so that other runs, which go on in the meantime, keep their kernels.
 */
export function byDefinition<T>(make: () => T): T {
  definitionAsked++;
  try {
    return make();
  } finally {
    definitionAsked--;
  }
}
