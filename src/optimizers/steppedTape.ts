import type { Control } from '../runtime/control';
import type { Tensor1D, Tensor2D } from '../runtime/tf';
import type { CotangentSource, FullCotangents } from './learnedRule';

/** A tape that goes back one step after the other: λ known beforehand is then a case of λ asked for. */
export abstract class SteppedTape {
  /** @param throughInputs whether dL/d∇ is wanted */
  protected abstract goBack(
    source: CotangentSource,
    throughInputs: boolean,
    control: Control,
  ): Promise<FullCotangents>;

  /** See UnrollTape. */
  async backward(cotangents: readonly Tensor2D[], control: Control): Promise<Tensor1D> {
    const source = (t: number) => (cotangents[t] as Tensor2D).clone();
    const { weights, firstGradient } = await this.goBack(source, false, control);
    firstGradient?.dispose();
    return weights;
  }

  /** See UnrollTape. */
  backwardThrough(source: CotangentSource, control: Control): Promise<FullCotangents> {
    return this.goBack(source, true, control);
  }
}
