import type { Tensor, Tensor2D } from '../runtime/tf';

/** What an optimizer remembers between steps. Plain data: an optimizer itself never changes. */
export interface OptimizerState {
  /** How many steps have been made. */
  readonly step: number;
  readonly tensors: readonly Tensor[];
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
  dispose(): void;
}

/** η, or a rate for each problem as a column [B, 1]: settings side by side. */
export type LearningRate = number | Tensor2D;

export function disposeState(state: OptimizerState): void {
  for (const tensor of state.tensors) tensor.dispose();
}
