/** A guard against numbers that a faulty kernel made: what diverges in a race is repeated by the definition. */
import type { Optimizee } from '../optimizees/optimizee';
import type { Racer } from '../optimizers/optimizer';
import { type Control, withinUnit } from '../runtime/control';
import { byDefinition, kernelsAllowed } from '../runtime/kernels/choice';
import { KernelFailure } from '../runtime/kernels/failure';
import type { Tensor2D } from '../runtime/tf';
import type { Divergence } from '../specs/race';
import { race } from './race';

/** Rounding decides at which step a number overflows: the definition may take so many steps longer. */
const GRACE_STEPS = 10;

/** Whether a divergence may be a kernel's fault: a number that is not finite, while kernels are in use. */
export function isSuspect({ kind }: Divergence): boolean {
  return kind === 'non-finite' && kernelsAllowed();
}

/**
 * Where a racer's divergence is suspect, runs it alone by the definition. A divergence there as well is a true one,
 * and nothing happens.
 *
 * @param theta0 θ₀ [B, n] and `steps` of the race; both stay the caller's
 * @param make makes the functions and the racer anew; they are disposed of here
 * @throws KernelFailure where the definition does not diverge
 * @throws LabError `stopped`
 */
export async function checkByDefinition(
  divergence: Divergence,
  theta0: Tensor2D,
  steps: number,
  control: Control,
  make: () => { optimizee: Optimizee; optimizer: Racer },
): Promise<void> {
  if (!isSuspect(divergence)) return;
  const { step } = divergence;
  const { optimizee, optimizer } = byDefinition(make);
  try {
    const { results } = await race(optimizee, [optimizer], {
      steps: Math.min(steps, step + GRACE_STEPS),
      theta0,
      control: withinUnit(control),
    });
    if (results[0]?.divergence === null) {
      throw new KernelFailure(`a loss at step ${step} is not a finite number, and should be one`);
    }
  } finally {
    optimizer.dispose();
    optimizee.dispose();
  }
}
