import { DIGIT_CLASSES, type DigitPart, type Digits, digitsOf } from '../../datasets/digits';
import type { RandomStream } from '../../runtime/random';
import type { Tensor1D, Tensor2D } from '../../runtime/tf';
import type { MnistSpec } from '../../specs/task';
import { Mlp, type MlpShape } from '../mlp';
import type { CoordinateGroup, CpuFunction, Optimizee, Scores } from '../optimizee';
import type { DigitExamples } from './digitExamples';
import { DigitChunks, minibatches } from './minibatches';

/** Examples that are looked at together where whole sets are: so many … */
const MOST_CHUNK = 1000;
/** … or fewer, so that what networks keep of them has at most so many numbers. */
const CHUNK_NUMBERS = 2 ** 22;

/**
 * B networks that learn to read digits, independently of each other (paper, section 3.2). f is the cross-entropy on a
 * minibatch of step t, drawn for each network by itself; `score` is that on a whole set, with the accuracy.
 */
export class DigitNetworks implements Optimizee {
  readonly problems: number;
  readonly coordinates: number;
  readonly groups: readonly CoordinateGroup[];
  readonly #networks: Mlp;
  readonly #examples: DigitExamples;
  readonly #digits: Digits;
  readonly #side: number;

  private constructor(networks: Mlp, examples: DigitExamples, digits: Digits, side: number) {
    this.problems = networks.problems;
    this.coordinates = networks.coordinates;
    this.groups = networks.groups;
    this.#networks = networks;
    this.#examples = examples;
    this.#digits = digits;
    this.#side = side;
  }

  /**
   * @param rng names the minibatches
   * @param part where minibatches come from
   * @param first the number of the first network: each has minibatches of its own
   * @throws LabError `no-data` where the digits have not been loaded
   */
  static sample(
    rng: RandomStream,
    problems: number,
    task: MnistSpec,
    part: DigitPart,
    first = 0,
  ): DigitNetworks {
    const digits = digitsOf(task.data);
    const { side, batch } = task;
    const examples = minibatches(digits[part], rng, problems, batch, side, first);
    const networks = new Mlp(shapeOf(task), problems, task.initialScale, examples);
    return new DigitNetworks(networks, examples, digits, side);
  }

  initialPoint(rng: RandomStream, first = 0): Tensor2D {
    return this.#networks.initialPoint(rng, first);
  }

  lossAndGradient(theta: Tensor2D, step: number): { loss: Tensor1D; gradient: Tensor2D } {
    return this.#networks.lossAndGradient(theta, step);
  }

  loss(theta: Tensor2D, step: number): Tensor1D {
    return this.#networks.loss(theta, step);
  }

  hessianVector(theta: Tensor2D, v: Tensor2D, step: number): Tensor2D {
    return this.#networks.hessianVector(theta, v, step);
  }

  cpu(): CpuFunction | null {
    return this.#networks.cpu();
  }

  async score(theta: Tensor2D, part: DigitPart, most = Number.POSITIVE_INFINITY): Promise<Scores> {
    const set = this.#digits[part];
    const count = Math.min(most, set.count);
    const chunks = new DigitChunks(set, this.#side, count, this.#chunk());
    try {
      return await this.#networks.scoreOver(theta, chunks);
    } finally {
      chunks.dispose();
    }
  }

  /** Examples that all networks together look at at once. */
  #chunk(): number {
    const { layers, problems } = this.#networks;
    const each = problems * layers.reduce((sum, { columns }) => sum + 2 * columns, 0);
    const fit = Math.floor(CHUNK_NUMBERS / (each + this.#side ** 2));
    return Math.max(1, Math.min(MOST_CHUNK, fit));
  }

  repeat(copies: number): DigitNetworks {
    const networks = this.#networks.repeat(copies);
    return new DigitNetworks(networks, this.#examples.shared(), this.#digits, this.#side);
  }

  dispose(): void {
    this.#networks.dispose();
    this.#examples.dispose();
  }
}

/** 784-20-10 and its kin. */
export function shapeOf({ side, hiddenLayers, hiddenUnits, activation }: MnistSpec): MlpShape {
  return {
    inputs: side * side,
    hidden: new Array<number>(hiddenLayers).fill(hiddenUnits),
    classes: DIGIT_CLASSES,
    activation,
  };
}
