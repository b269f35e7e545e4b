import { type Tensor1D, type Tensor2D, tf } from '../../runtime/tf';
import type { Activation } from '../../specs/task';
import { curvature } from './curvature';
import type { MlpLayer, MlpShape } from './layers';
import type { Examples } from './minibatch';

/** act(z) and its derivative as a function of a = act(z), which is what the forward pass keeps. */
const ACTIVATIONS: Record<
  Activation,
  { value(z: tf.Tensor3D): tf.Tensor3D; slope(a: tf.Tensor3D): tf.Tensor3D }
> = {
  sigmoid: { value: (z) => tf.sigmoid(z), slope: (a) => tf.mul(a, tf.sub(1, a)) },
  tanh: { value: (z) => tf.tanh(z), slope: (a) => tf.sub(1, tf.square(a)) },
  relu: { value: (z) => tf.relu(z), slope: (a) => tf.step(a) },
};

/** Perceptrons in TensorFlow.js operations: what they mean (the equations stand at `Mlp`). */
export class MlpDefinition {
  readonly #layers: readonly MlpLayer[];
  readonly #shape: MlpShape;

  constructor(shape: MlpShape, layers: readonly MlpLayer[]) {
    this.#shape = shape;
    this.#layers = layers;
  }

  lossAndGradient(theta: Tensor2D, examples: Examples): { loss: Tensor1D; gradient: Tensor2D } {
    const { inputs, labels } = this.#forEachNetwork(theta, examples);
    const weights = this.#layers.map((layer) => layerWeights(theta, layer));
    const outputs = this.#forward(theta, weights, inputs);
    const { loss, probabilities } = crossEntropy(outputs.at(-1) as tf.Tensor3D, labels);
    const delta = tf.div(tf.sub(probabilities, labels), inputs.shape[1]) as tf.Tensor3D;
    return { loss, gradient: this.#backward(weights, outputs, delta) };
  }

  loss(theta: Tensor2D, examples: Examples): Tensor1D {
    const { inputs, labels } = this.#forEachNetwork(theta, examples);
    return crossEntropy(this.logits(theta, inputs), labels).loss;
  }

  /** ∇²f(θ) v [B, n] (curvature.ts). */
  hessianVector(theta: Tensor2D, v: Tensor2D, examples: Examples): Tensor2D {
    const { inputs, labels } = this.#forEachNetwork(theta, examples);
    const weights = this.#layers.map((layer) => layerWeights(theta, layer));
    const outputs = this.#forward(theta, weights, inputs);
    const { activation } = this.#shape;
    return curvature({
      activation,
      slope: ACTIVATIONS[activation].slope,
      outputs,
      labels,
      probabilities: crossEntropy(outputs.at(-1) as tf.Tensor3D, labels).probabilities,
      weights,
      along: this.#layers.map((layer) => ({
        weights: layerWeights(v, layer),
        bias: layerBias(v, layer),
      })),
    });
  }

  /** The loss, and the share of examples whose class has the first of the largest logits: each [B], in [2, B]. */
  scores(theta: Tensor2D, examples: Examples): Tensor2D {
    const { inputs, labels } = this.#forEachNetwork(theta, examples);
    const logits = this.logits(theta, inputs);
    const chosen = tf.sum(tf.mul(labels, logits), 2);
    // Both, because a NaN is the largest of some backends and never equal to anything.
    const first = tf.equal(tf.argMax(logits, 2), tf.argMax(labels, 2));
    const largest = tf.equal(chosen, tf.max(logits, 2));
    const right = tf.cast(tf.logicalAnd(first, largest), 'float32');
    return tf.stack([crossEntropy(logits, labels).loss, tf.mean(right, 1)]) as Tensor2D;
  }

  /** [B, N, classes] for inputs [B or 1, N, inputs] */
  logits(theta: Tensor2D, inputs: tf.Tensor3D): tf.Tensor3D {
    const weights = this.#layers.map((layer) => layerWeights(theta, layer));
    return this.#forward(theta, weights, inputs).at(-1) as tf.Tensor3D;
  }

  /** Inputs [B or 1, N, inputs] and labels one-hot [B or 1, N, classes]. */
  #forEachNetwork(
    theta: Tensor2D,
    { inputs, labels }: Examples,
  ): { inputs: tf.Tensor3D; labels: tf.Tensor3D } {
    const problems = theta.shape[0];
    const hot = tf.oneHot(repeated(labels, problems), this.#shape.classes);
    return { inputs: repeated(inputs, problems), labels: tf.cast(hot, 'float32') as tf.Tensor3D };
  }

  /** a₀, a₁, …, logits; a₀ is [B or 1, N, inputs], the others [B, N, units]. */
  #forward(theta: Tensor2D, weights: tf.Tensor3D[], inputs: tf.Tensor3D): tf.Tensor3D[] {
    const { value } = ACTIVATIONS[this.#shape.activation];
    const outputs = [inputs];
    this.#layers.forEach((layer, k) => {
      const product = tf.matMul(outputs[k] as tf.Tensor3D, weights[k] as tf.Tensor3D);
      const z = tf.add(product, layerBias(theta, layer)) as tf.Tensor3D;
      outputs.push(k === this.#layers.length - 1 ? z : value(z));
    });
    return outputs;
  }

  /** ∇f [B, n] from the cotangent of the logits [B, N, classes]. */
  #backward(weights: tf.Tensor3D[], outputs: tf.Tensor3D[], last: tf.Tensor3D): Tensor2D {
    const { slope } = ACTIVATIONS[this.#shape.activation];
    const problems = last.shape[0];
    const pieces: tf.Tensor[] = [];
    let delta = last;
    for (let k = this.#layers.length - 1; k >= 0; k--) {
      const input = outputs[k] as tf.Tensor3D;
      const dWeights = tf.matMul(input, delta, true);
      pieces.unshift(tf.reshape(dWeights, [problems, -1]), tf.sum(delta, 1));
      if (k === 0) break;
      const back = tf.matMul(delta, weights[k] as tf.Tensor3D, false, true);
      delta = tf.mul(back, slope(input));
    }
    return tf.concat(pieces, 1) as Tensor2D;
  }
}

/** The same sets of examples again and again, where there are fewer than networks (but not one for all). */
function repeated<T extends tf.Tensor>(tensor: T, problems: number): T {
  const sets = tensor.shape[0] as number;
  if (sets === 1 || sets === problems) return tensor;
  return tf.tile(
    tensor,
    tensor.shape.map((_, axis) => (axis === 0 ? problems / sets : 1)),
  ) as T;
}

/** Wₖ of every network, [B, rows, columns] */
function layerWeights(theta: Tensor2D, { rows, columns, start }: MlpLayer): tf.Tensor3D {
  const problems = theta.shape[0];
  const flat = tf.slice(theta, [0, start], [problems, rows * columns]);
  return tf.reshape(flat, [problems, rows, columns]);
}

/** bₖ of every network, [B, 1, columns] */
function layerBias(theta: Tensor2D, { columns, end }: MlpLayer): tf.Tensor3D {
  const problems = theta.shape[0];
  const flat = tf.slice(theta, [0, end - columns], [problems, columns]);
  return tf.reshape(flat, [problems, 1, columns]);
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
