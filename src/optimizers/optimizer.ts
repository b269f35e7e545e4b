import type { Tensor, Tensor2D } from '../runtime/tf';

/** What an optimizer remembers between steps. Plain data: an optimizer itself never changes. */
export interface OptimizerState {
  /** How many steps have been made. */
  readonly step: number;
  readonly tensors: readonly Tensor[];
  /** Where a state holds more than tensors (a kernel's own memory): gives up everything. See `disposeState`. */
  dispose?(): void;
}

/**
 * A pure pair, as in optax: `init` makes a state, `step` turns a gradient and a state into an update and the
 * next state. Arguments are left alone; what is returned belongs to the caller.
 */
export interface Optimizer {
  readonly name: string;
  init(problems: number, coordinates: number): OptimizerState;
  /** ∇f(θₜ) [B, n] → update [B, n]; θₜ₊₁ = θₜ + update. */
  step(gradient: Tensor2D, state: OptimizerState): { update: Tensor2D; state: OptimizerState };
  /** As `step`, but takes over the state and replaces it where it lies. Call `advance`. */
  stepInPlace?(
    gradient: Tensor2D,
    state: OptimizerState,
  ): { update: Tensor2D; state: OptimizerState };
  dispose(): void;
}

/** As `step`, for those who need the old state no more: takes it over, and saves its copy where the optimizer can. */
export function advance(
  optimizer: Optimizer,
  gradient: Tensor2D,
  state: OptimizerState,
): { update: Tensor2D; state: OptimizerState } {
  if (optimizer.stepInPlace !== undefined) return optimizer.stepInPlace(gradient, state);
  const next = optimizer.step(gradient, state);
  disposeState(state);
  return next;
}

/** η, or a rate for each problem as a column [B, 1]: settings side by side. */
export type LearningRate = number | Tensor2D;

export function disposeState(state: OptimizerState): void {
  if (state.dispose !== undefined) state.dispose();
  else for (const tensor of state.tensors) tensor.dispose();
}
