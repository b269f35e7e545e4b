import type { RandomStream } from '../runtime/random';
import { type Tensor1D, type Tensor2D, tf } from '../runtime/tf';
import { LabError } from '../specs/errors';
import { type CoordinateGroup, normalStarts, type Optimizee } from './optimizee';

/** act(z) and its derivative as a function of a = act(z), which is what the forward pass keeps. */
const ACTIVATIONS = {
  sigmoid: {
    value: (z: tf.Tensor3D) => tf.sigmoid(z),
    slope: (a: tf.Tensor3D) => tf.mul(a, tf.sub(1, a)),
  },
  tanh: {
    value: (z: tf.Tensor3D) => tf.tanh(z),
    slope: (a: tf.Tensor3D) => tf.sub(1, tf.square(a)),
  },
  relu: {
    value: (z: tf.Tensor3D) => tf.relu(z),
    slope: (a: tf.Tensor3D) => tf.step(a),
  },
} as const;

export type Activation = keyof typeof ACTIVATIONS;

export interface MlpShape {
  /** Width of the input, 784 for MNIST. */
  inputs: number;
  /** Units of each hidden layer, 1 to 3 of them. */
  hidden: readonly number[];
  /** Width of the output. */
  classes: number;
  activation: Activation;
}

/**
 * The examples of one step, N of them: for all networks the same, or for each its own.
 * Tensors made while the minibatch is asked for are disposed of after the step; tensors that were there before
 * are left alone.
 */
export interface Minibatch {
  /** [N, inputs], or [B, N, inputs] */
  inputs: tf.Tensor2D | tf.Tensor3D;
  /** Class indices (int32): [N], or [B, N] */
  labels: tf.Tensor1D | tf.Tensor2D;
}

/** A fully connected layer's place among the coordinates: weights [rows, columns] row by row, then bias [columns]. */
export interface MlpLayer {
  rows: number;
  columns: number;
  start: number;
  end: number;
}

/** The layers of a network in the order of its coordinates: W₁, b₁, W₂, b₂, … */
export function mlpLayers({ inputs, hidden, classes }: MlpShape): MlpLayer[] {
  const widths = [inputs, ...hidden, classes];
  const whole = widths.every((width) => Number.isInteger(width) && width > 0);
  if (!whole || hidden.length < 1 || hidden.length > 3) {
    throw new LabError({
      code: 'bad-input',
      message: `A network of ${widths.join('-')} units cannot be built.`,
      remedy: 'Use one to three hidden layers, each at least one unit wide.',
    });
  }
  let end = 0;
  return hidden.concat(classes).map((columns, k) => {
    const rows = widths[k] as number;
    const start = end;
    end += (rows + 1) * columns;
    return { rows, columns, start, end };
  });
}

/**
 * B perceptrons, trained at once and independently (paper, section 3.2):
 *
 *     a₀ = x,  aₖ = act(aₖ₋₁ Wₖ + bₖ),  logits = a_L W_{L+1} + b_{L+1}
 *     f(θ) = mean over the minibatch of −log softmax(logits)[label]      (natural logarithm)
 *
 * θ [B, n] holds W₁, b₁, W₂, b₂, … one after the other, each row by row. The gradient is the hand-written one:
 *
 *     δ_{L+1} = (softmax(logits) − onehot(label)) / N
 *     ∂f/∂Wₖ = aₖ₋₁ᵀ δₖ,  ∂f/∂bₖ = Σ over examples of δₖ,  δₖ₋₁ = (δₖ Wₖᵀ) ⊙ act′
 */
export class Mlp implements Optimizee {
  readonly problems: number;
  readonly coordinates: number;
  /** One kind of layer: fully connected. */
  readonly groups: readonly CoordinateGroup[];
  readonly layers: readonly MlpLayer[];
  readonly #shape: MlpShape;
  readonly #initialScale: number;
  readonly #minibatch: (step: number) => Minibatch;

  /**
   * @param problems B, the number of networks
   * @param initialScale σ of θ₀ ~ N(0, σ²), weights and biases alike
   * @param minibatch the examples of a step; asked for the same step twice, it gives the same ones
   * @throws LabError `bad-input` where the shape cannot be built
   */
  constructor(
    shape: MlpShape,
    problems: number,
    initialScale: number,
    minibatch: (step: number) => Minibatch,
  ) {
    this.layers = mlpLayers(shape);
    this.problems = problems;
    this.coordinates = this.layers.at(-1)?.end ?? 0;
    this.groups = [{ name: 'fc', start: 0, end: this.coordinates }];
    this.#shape = shape;
    this.#initialScale = initialScale;
    this.#minibatch = minibatch;
  }

  initialPoint(rng: RandomStream): Tensor2D {
    const { problems, coordinates } = this;
    return tf.tensor2d(normalStarts(rng, problems, coordinates, this.#initialScale), [
      problems,
      coordinates,
    ]);
  }

  lossAndGradient(theta: Tensor2D, step: number): { loss: Tensor1D; gradient: Tensor2D } {
    return tf.tidy(() => {
      const { inputs, labels } = this.#examples(step);
      const weights = this.layers.map((layer) => this.#weights(theta, layer));
      const outputs = this.#forward(theta, weights, inputs);
      const { loss, probabilities } = crossEntropy(outputs.at(-1) as tf.Tensor3D, labels);
      const delta = tf.div(tf.sub(probabilities, labels), inputs.shape[1]) as tf.Tensor3D;
      return { loss, gradient: this.#backward(weights, outputs, delta) };
    });
  }

  loss(theta: Tensor2D, step: number): Tensor1D {
    return tf.tidy(() => {
      const { inputs, labels } = this.#examples(step);
      return crossEntropy(this.logits(theta, inputs), labels).loss;
    });
  }

  /** What the networks answer to any inputs [N, inputs] or [B, N, inputs]: [B, N, classes], before the softmax. */
  logits(theta: Tensor2D, inputs: tf.Tensor2D | tf.Tensor3D): tf.Tensor3D {
    return tf.tidy(() => {
      const weights = this.layers.map((layer) => this.#weights(theta, layer));
      return this.#forward(theta, weights, perNetwork(inputs, 3)).at(-1) as tf.Tensor3D;
    });
  }

  repeat(copies: number): Mlp {
    const problems = copies * this.problems;
    return new Mlp(this.#shape, problems, this.#initialScale, (step) => {
      const { inputs, labels } = this.#minibatch(step);
      return {
        inputs: inputs.rank === 3 ? tf.tile(inputs, [copies, 1, 1]) : inputs,
        labels: labels.rank === 2 ? tf.tile(labels, [copies, 1]) : labels,
      };
    });
  }

  dispose(): void {}

  /** The step's inputs [B or 1, N, inputs] and its labels one-hot [B or 1, N, classes]. */
  #examples(step: number): { inputs: tf.Tensor3D; labels: tf.Tensor3D } {
    const { inputs, labels } = this.#minibatch(step);
    const hot = tf.oneHot(perNetwork(labels, 2), this.#shape.classes);
    return { inputs: perNetwork(inputs, 3), labels: tf.cast(hot, 'float32') as tf.Tensor3D };
  }

  /** Wₖ of every network, [B, rows, columns] */
  #weights(theta: Tensor2D, { rows, columns, start }: MlpLayer): tf.Tensor3D {
    const flat = tf.slice(theta, [0, start], [this.problems, rows * columns]);
    return tf.reshape(flat, [this.problems, rows, columns]);
  }

  /** bₖ of every network, [B, 1, columns] */
  #bias(theta: Tensor2D, { columns, end }: MlpLayer): tf.Tensor3D {
    const flat = tf.slice(theta, [0, end - columns], [this.problems, columns]);
    return tf.reshape(flat, [this.problems, 1, columns]);
  }

  /** a₀, a₁, …, logits; a₀ is [B or 1, N, inputs], the others [B, N, units]. */
  #forward(theta: Tensor2D, weights: tf.Tensor3D[], inputs: tf.Tensor3D): tf.Tensor3D[] {
    const { value } = ACTIVATIONS[this.#shape.activation];
    const outputs = [inputs];
    this.layers.forEach((layer, k) => {
      const product = tf.matMul(outputs[k] as tf.Tensor3D, weights[k] as tf.Tensor3D);
      const z = tf.add(product, this.#bias(theta, layer)) as tf.Tensor3D;
      outputs.push(k === this.layers.length - 1 ? z : value(z));
    });
    return outputs;
  }

  /** ∇f [B, n] from the cotangent of the logits [B, N, classes]. */
  #backward(weights: tf.Tensor3D[], outputs: tf.Tensor3D[], last: tf.Tensor3D): Tensor2D {
    const { slope } = ACTIVATIONS[this.#shape.activation];
    const pieces: tf.Tensor[] = [];
    let delta = last;
    for (let k = this.layers.length - 1; k >= 0; k--) {
      const input = outputs[k] as tf.Tensor3D;
      const dWeights = tf.matMul(input, delta, true);
      pieces.unshift(tf.reshape(dWeights, [this.problems, -1]), tf.sum(delta, 1));
      if (k === 0) break;
      const back = tf.matMul(delta, weights[k] as tf.Tensor3D, false, true);
      delta = tf.mul(back, slope(input));
    }
    return tf.concat(pieces, 1) as Tensor2D;
  }
}

/** A leading axis for the networks, of length 1 where all share the tensor. */
function perNetwork<T extends tf.Tensor>(tensor: tf.Tensor, rank: number): T {
  return (tensor.rank === rank ? tensor : tf.expandDims(tensor, 0)) as T;
}

/**
 * Softmax cross-entropy of logits [B, N, classes] against one-hot labels [B or 1, N, classes], mean over N: [B].
 * The largest logit is subtracted first, so that the exponentials cannot overflow.
 */
function crossEntropy(
  logits: tf.Tensor3D,
  labels: tf.Tensor3D,
): { loss: Tensor1D; probabilities: tf.Tensor3D } {
  const shifted = tf.sub(logits, tf.max(logits, 2, true));
  const powers = tf.exp(shifted);
  const totals = tf.sum(powers, 2, true);
  const chosen = tf.sum(tf.mul(labels, shifted), 2, true);
  return {
    loss: tf.mean(tf.sub(tf.log(totals), chosen), [1, 2]) as Tensor1D,
    probabilities: tf.div(powers, totals),
  };
}
