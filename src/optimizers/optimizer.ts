import type { Control } from '../runtime/control';
import type { Tensor, Tensor1D, Tensor2D } from '../runtime/tf';
import { LabError } from '../specs/errors';

/** What an optimizer remembers between steps. Plain data: an optimizer itself never changes. */
export interface OptimizerState {
  /** How many steps have been made. */
  readonly step: number;
  readonly tensors: readonly Tensor[];
  /** Where a state holds more than tensors (a kernel's own memory): gives up everything. See `disposeState`. */
  dispose?(): void;
}

/** An update [B, n] and the state behind it. */
export interface Step {
  update: Tensor2D;
  state: OptimizerState;
}

/**
 * A pure pair, as in optax: `init` makes a state, `step` turns a gradient and a state into an update and the
 * next state. Arguments are left alone; what is returned belongs to the caller.
 *
 * An update may depend on where it is made, as with decoupled weight decay. `step` is then told θₜ as well, as in optax
 * (`update(grads, state, params)`), and not the state: states would otherwise hold a copy of θ, and a state could not be
 * gone on from elsewhere. Most need no θ, and those who have none to give (replays of single coordinates) can do
 * without, except for optimizers that say `needsTheta`.
 */
export interface Optimizer {
  readonly name: string;
  /** `step` throws where it is not told θₜ. */
  readonly needsTheta?: boolean;
  init(problems: number, coordinates: number): OptimizerState;
  /** ∇f(θₜ) [B, n], and θₜ [B, n] where it is at hand → update [B, n]; θₜ₊₁ = θₜ + update. */
  step(gradient: Tensor2D, state: OptimizerState, theta?: Tensor2D): Step;
  /** As `step`, but takes over the state and replaces it where it lies. Call `advance`. */
  stepInPlace?(gradient: Tensor2D, state: OptimizerState, theta?: Tensor2D): Step;
  dispose(): void;
}

/** As `step`, for those who need the old state no more: takes it over, and saves its copy where the optimizer can. */
export function advance(
  optimizer: Optimizer,
  gradient: Tensor2D,
  state: OptimizerState,
  theta?: Tensor2D,
): Step {
  if (optimizer.stepInPlace !== undefined) return optimizer.stepInPlace(gradient, state, theta);
  const next = optimizer.step(gradient, state, theta);
  disposeState(state);
  return next;
}

/** θₜ for an optimizer that needs it. @throws LabError `bad-input` where it was not told */
export function requiredTheta(name: string, theta: Tensor2D | undefined): Tensor2D {
  if (theta !== undefined) return theta;
  throw new LabError({
    code: 'bad-input',
    message: `${name} decays the weights themselves: gradients alone do not say what it would do.`,
    remedy: 'Race it, or choose an optimizer whose update follows from gradients.',
  });
}

/** f(θ) [B] and ∇f(θ) [B, n] of the functions being minimised, at any θ; the caller's. */
export type Evaluate = (theta: Tensor2D) => { loss: Tensor1D; gradient: Tensor2D };

/** What an optimizer with a line search is given at a step. All of it stays the caller's. */
export interface Point {
  /** θₜ [B, n] */
  theta: Tensor2D;
  /** f(θₜ) [B] */
  loss: Tensor1D;
  /** ∇f(θₜ) [B, n] */
  gradient: Tensor2D;
  /** The same functions elsewhere, on the minibatch of this step where there are minibatches. */
  evaluate: Evaluate;
}

/**
 * An optimizer that looks at f itself before it moves. It is no `Optimizer`: a gradient and a state do not say what it
 * does, and how often f is evaluated depends on the values found, which have to be waited for. So what goes by
 * gradients alone (tuning, replays, proposals beside another's way) does not take one, and the compiler says so.
 */
export interface SearchingOptimizer {
  readonly name: string;
  init(problems: number, coordinates: number): OptimizerState;
  /**
   * One step. Arguments stay the caller's, results become the caller's; the state is left as it was.
   *
   * @param control asked between evaluations whether to go on
   * @returns also how many evaluations of f and ∇f were needed, that at θₜ included: the mean over the problems
   * @throws LabError `stopped`; nothing stays on the device
   */
  search(
    at: Point,
    state: OptimizerState,
    control: Pick<Control, 'tick'>,
  ): Promise<Step & { evaluations: number }>;
  dispose(): void;
}

/** Whatever can take part in a race. */
export type Racer = Optimizer | SearchingOptimizer;

export const isSearching = (racer: Racer): racer is SearchingOptimizer => 'search' in racer;

/** η, or a rate for each problem as a column [B, 1]: settings side by side. */
export type LearningRate = number | Tensor2D;

export function disposeState(state: OptimizerState): void {
  if (state.dispose !== undefined) state.dispose();
  else for (const tensor of state.tensors) tensor.dispose();
}
