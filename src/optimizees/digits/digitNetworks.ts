import { DIGIT_CLASSES, type DigitPart, type Digits, digitsOf } from '../../datasets/digits';
import type { RandomStream } from '../../runtime/random';
import { type Tensor1D, type Tensor2D, tf } from '../../runtime/tf';
import type { MnistSpec } from '../../specs/task';
import { Mlp, type MlpShape } from '../mlp';
import type { CoordinateGroup, CpuFunction, Optimizee, Scores } from '../optimizee';
import { labelsOf, minibatch, pixels } from './minibatches';

/** Examples that are looked at together where whole sets are. */
const CHUNK = 1000;

/**
 * B networks that learn to read digits, independently of each other (paper, section 3.2). f is the cross-entropy on a
 * minibatch of step t, drawn for each network by itself; `score` is that on a whole set, with the accuracy.
 */
export class DigitNetworks implements Optimizee {
  readonly problems: number;
  readonly coordinates: number;
  readonly groups: readonly CoordinateGroup[];
  readonly #networks: Mlp;
  readonly #digits: Digits;
  readonly #side: number;

  private constructor(networks: Mlp, digits: Digits, side: number) {
    this.problems = networks.problems;
    this.coordinates = networks.coordinates;
    this.groups = networks.groups;
    this.#networks = networks;
    this.#digits = digits;
    this.#side = side;
  }

  /**
   * @param rng names the minibatches
   * @param part where minibatches come from
   * @throws LabError `no-data` where the digits have not been loaded
   */
  static sample(
    rng: RandomStream,
    problems: number,
    task: MnistSpec,
    part: DigitPart,
  ): DigitNetworks {
    const digits = digitsOf(task.data);
    const { side, batch } = task;
    const networks = new Mlp(shapeOf(task), problems, task.initialScale, (step) =>
      minibatch(digits[part], rng, problems, batch, side, step),
    );
    return new DigitNetworks(networks, digits, side);
  }

  initialPoint(rng: RandomStream): Tensor2D {
    return this.#networks.initialPoint(rng);
  }

  lossAndGradient(theta: Tensor2D, step: number): { loss: Tensor1D; gradient: Tensor2D } {
    return this.#networks.lossAndGradient(theta, step);
  }

  loss(theta: Tensor2D, step: number): Tensor1D {
    return this.#networks.loss(theta, step);
  }

  cpu(): CpuFunction | null {
    return this.#networks.cpu();
  }

  async score(theta: Tensor2D, part: DigitPart, most = Number.POSITIVE_INFINITY): Promise<Scores> {
    const set = this.#digits[part];
    const count = Math.min(most, set.count);
    const loss = new Float32Array(this.problems);
    const accuracy = new Float32Array(this.problems);
    for (let from = 0; from < count; from += CHUNK) {
      const length = Math.min(CHUNK, count - from);
      const picked = Int32Array.from({ length }, (_, i) => from + i);
      const inputs = pixels(set, picked, this.#side);
      const logits = tf.tidy(() =>
        this.#networks.logits(theta, tf.tensor2d(inputs, [length, this.#side ** 2])),
      );
      const values = await logits.data<'float32'>();
      logits.dispose();
      addScores(values as Float32Array, labelsOf(set, picked), count, { loss, accuracy });
    }
    return { loss, accuracy };
  }

  repeat(copies: number): DigitNetworks {
    return new DigitNetworks(this.#networks.repeat(copies), this.#digits, this.#side);
  }

  dispose(): void {
    this.#networks.dispose();
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

/** Adds what some examples of `count` say of each network, from the logits [B, examples, 10]. */
function addScores(logits: Float32Array, labels: Int32Array, count: number, to: Scores): void {
  for (let b = 0; b < to.loss.length; b++) {
    let loss = 0;
    let right = 0;
    for (let e = 0; e < labels.length; e++) {
      const from = (b * labels.length + e) * DIGIT_CLASSES;
      const row = logits.subarray(from, from + DIGIT_CLASSES);
      const label = labels[e] as number;
      const most = row.reduce((a, x) => Math.max(a, x), Number.NEGATIVE_INFINITY);
      loss += Math.log(row.reduce((sum, x) => sum + Math.exp(x - most), 0)) + most;
      loss -= row[label] as number;
      if (row.indexOf(most) === label) right++;
    }
    to.loss[b] = (to.loss[b] as number) + loss / count;
    to.accuracy[b] = (to.accuracy[b] as number) + right / count;
  }
}
