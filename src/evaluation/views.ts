/**
 * What networks learn, to be looked at: the weights of the first layer's units as pictures, the answers to a few
 * digits, and the scores on digits that nobody learns from. Of the first network of a batch, but for the scores.
 */
import {
  DIGIT_CLASSES,
  DIGIT_PIXELS,
  type DigitPart,
  type DigitSet,
  digitsOf,
} from '../datasets/digits';
import { shapeOf } from '../optimizees/digits';
import { labelsOf, pixels } from '../optimizees/digits/pixels';
import type { MlpLayer } from '../optimizees/mlp/layers';
import { mlpLayers } from '../optimizees/mlp/layers';
import type { Activation, MnistSpec } from '../specs/task';
import type { DigitExamples, NetworkView } from '../specs/views';

/** More pictures than that are too small to be told apart. */
const MOST_UNITS = 24;
const EXAMPLES = 12;

const ACTIVATE: Record<Activation, (z: number) => number> = {
  sigmoid: (z) => 1 / (1 + Math.exp(-z)),
  tanh: Math.tanh,
  relu: (z) => Math.max(0, z),
};

/** Looks at networks of one task. */
export class NetworkViewer {
  readonly examples: DigitExamples;
  readonly #task: MnistSpec;
  readonly #layers: readonly MlpLayer[];
  /** What the network sees of the examples [examples × side²]. */
  readonly #inputs: Float32Array;

  /**
   * @param part where the examples come from
   * @throws LabError `no-data` where the digits have not been loaded
   */
  constructor(task: MnistSpec, part: DigitPart) {
    const set = digitsOf(task.data)[part];
    const picked = pickedExamples(set);
    this.#task = task;
    this.#layers = mlpLayers(shapeOf(task));
    this.#inputs = pixels(set, picked, task.side);
    const images = new Uint8Array(picked.length * DIGIT_PIXELS);
    picked.forEach((from, i) => {
      images.set(
        set.images.subarray(from * DIGIT_PIXELS, (from + 1) * DIGIT_PIXELS),
        i * DIGIT_PIXELS,
      );
    });
    this.examples = {
      count: picked.length,
      images,
      labels: Uint8Array.from(labelsOf(set, picked)),
    };
  }

  /** @param theta θ of the network [n], or of a batch that it is the first of */
  view(step: number, theta: Float32Array): NetworkView {
    const { hiddenUnits, side } = this.#task;
    const units = Math.min(MOST_UNITS, hiddenUnits);
    return {
      step,
      units,
      side,
      ...this.#pictures(theta, units),
      ...this.#answers(theta),
    };
  }

  #pictures(theta: Float32Array, units: number): Pick<NetworkView, 'weights' | 'scale'> {
    const { rows, columns } = this.#layers[0] as MlpLayer;
    const at = (unit: number, pixel: number) => theta[pixel * columns + unit] as number;
    let scale = 0;
    for (let unit = 0; unit < units; unit++) {
      for (let pixel = 0; pixel < rows; pixel++) {
        const size = Math.abs(at(unit, pixel));
        if (size > scale && Number.isFinite(size)) scale = size;
      }
    }
    const weights = new Int8Array(units * rows);
    if (scale === 0) return { weights, scale };
    for (let unit = 0; unit < units; unit++) {
      for (let pixel = 0; pixel < rows; pixel++) {
        const weight = at(unit, pixel);
        weights[unit * rows + pixel] = Number.isFinite(weight)
          ? Math.round((127 * weight) / scale)
          : 0;
      }
    }
    return { weights, scale };
  }

  #answers(theta: Float32Array): Pick<NetworkView, 'answers' | 'sureness'> {
    const { count } = this.examples;
    const width = this.#task.side ** 2;
    const answers = new Uint8Array(count);
    const sureness = new Uint8Array(count);
    for (let e = 0; e < count; e++) {
      const logits = this.#forward(theta, this.#inputs.subarray(e * width, (e + 1) * width));
      const most = logits.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
      const total = logits.reduce((sum, logit) => sum + Math.exp(logit - most), 0);
      answers[e] = Math.max(0, logits.indexOf(most));
      sureness[e] = Math.round(255 / total);
    }
    return { answers, sureness };
  }

  /** The logits of one example; one network on a few digits is not worth a kernel. */
  #forward(theta: Float32Array, input: Float32Array): Float32Array {
    const activate = ACTIVATE[this.#task.activation];
    return this.#layers.reduce((values, { rows, columns, start }, k) => {
      const bias = start + rows * columns;
      const sums = theta.slice(bias, bias + columns);
      for (let row = 0; row < rows; row++) {
        const value = values[row] as number;
        // Most of a digit is background.
        if (value === 0) continue;
        const from = start + row * columns;
        for (let column = 0; column < columns; column++) {
          sums[column] = (sums[column] as number) + value * (theta[from + column] as number);
        }
      }
      return k === this.#layers.length - 1 ? sums : sums.map(activate);
    }, input);
  }
}

/** The first of each class, and then the first of the others: the same ones every time. */
function pickedExamples({ count, labels }: DigitSet): Int32Array {
  const firsts = Array.from({ length: DIGIT_CLASSES }, (_, digit) => labels.indexOf(digit));
  const picked = firsts.filter((index) => index >= 0 && index < count);
  for (let i = 0; i < count && picked.length < EXAMPLES; i++) {
    if (!picked.includes(i)) picked.push(i);
  }
  return Int32Array.from(picked);
}

/** So many steps in a row at the start are looked at, when the most happens; and so many more at most. */
const EARLY_VIEWS = 10;
const LATER_VIEWS = 30;

/** Whether a step of a race of `steps` is looked at. */
export function viewsAt(step: number, steps: number): boolean {
  if (step <= EARLY_VIEWS || step === steps) return true;
  return step % Math.max(1, Math.ceil((steps - EARLY_VIEWS) / LATER_VIEWS)) === 0;
}

const EARLY_SCORES = [0, 2, 5];
const LATER_SCORES = 10;

/** Whether networks are scored at a step of a race of `steps`. */
export function scoresAt(step: number, steps: number): boolean {
  if (step === steps || EARLY_SCORES.includes(step)) return true;
  return step % Math.max(1, Math.ceil(steps / LATER_SCORES)) === 0;
}

/** So many test digits are enough on the way; at the end it is all of them. */
const SCORED_ON_THE_WAY = 1000;

export const scoredDigits = (step: number, steps: number): number =>
  step === steps ? Number.POSITIVE_INFINITY : SCORED_ON_THE_WAY;
