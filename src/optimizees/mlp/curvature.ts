/**
 * The Hessian of a perceptron's loss times a vector, by Pearlmutter's R-operator ("Fast exact multiplication by the
 * Hessian", Neural Computation 6, 1994): R{·} is the derivative along v at θ, taken of every line of the forward and
 * of the backward pass. With Vₖ, vₖ the parts of v that stand where Wₖ, bₖ stand in θ (the equations of f and ∇f are at
 * `Mlp`), N examples, p = softmax(logits),
 *
 *     R{a₀} = 0,   R{zₖ} = R{aₖ₋₁} Wₖ + aₖ₋₁ Vₖ + vₖ,   R{aₖ} = act′(zₖ) ⊙ R{zₖ}
 *     δ_{L+1} = (p − onehot) / N,   R{δ_{L+1}} = p ⊙ (R{z} − Σ p ⊙ R{z}) / N            (z: the logits)
 *     δₖ₋₁ = (δₖ Wₖᵀ) ⊙ act′,       R{δₖ₋₁} = (R{δₖ} Wₖᵀ + δₖ Vₖᵀ) ⊙ act′ + (δₖ Wₖᵀ) ⊙ R{act′}
 *     (∇²f v) at Wₖ:  R{aₖ₋₁}ᵀ δₖ + aₖ₋₁ᵀ R{δₖ}        at bₖ:  Σ over examples of R{δₖ}
 *
 * In plain operations, once each: TensorFlow.js' own second derivatives of sigmoid, tanh and softmax are wrong or missing.
 */
import { type Tensor2D, tf } from '../../runtime/tf';
import type { Activation } from '../../specs/task';

type Tensor3D = tf.Tensor3D;

/** What the forward pass at θ gave, and v by layers. */
export interface CurvaturePass {
  activation: Activation;
  /** act′(z) from a = act(z). */
  slope(a: Tensor3D): Tensor3D;
  /** a₀, a₁, …, logits; a₀ is [B or 1, N, inputs], the others [B, N, units]. */
  outputs: readonly Tensor3D[];
  /** One-hot, [B or 1, N, classes]. */
  labels: Tensor3D;
  /** p [B, N, classes] */
  probabilities: Tensor3D;
  /** Wₖ [B, rows, columns] */
  weights: readonly Tensor3D[];
  /** Vₖ [B, rows, columns] and vₖ [B, 1, columns] */
  along: readonly { weights: Tensor3D; bias: Tensor3D }[];
}

/** R{act′(z)} from a and R{a}; null where it is zero (the bend of a rectifier is not counted). */
const SLOPE_ALONG: Record<Activation, ((a: Tensor3D, ra: Tensor3D) => Tensor3D) | null> = {
  // act′ = a (1 − a)
  sigmoid: (a, ra) => tf.mul(tf.sub(1, tf.mul(a, 2)), ra),
  // act′ = 1 − a²
  tanh: (a, ra) => tf.mul(tf.mul(a, -2), ra),
  relu: null,
};

/** ∇²f(θ) v [B, n]. To be called within a tidy. */
export function curvature(pass: CurvaturePass): Tensor2D {
  const { outputs, labels, probabilities: p, weights, along } = pass;
  const rOutputs = forwardAlong(pass);
  const examples = p.shape[1];
  const rLogits = rOutputs.at(-1) as Tensor3D;
  const mean = tf.sum(tf.mul(p, rLogits), 2, true);
  let delta: Tensor3D = tf.div(tf.sub(p, labels), examples);
  let rDelta: Tensor3D = tf.div(tf.mul(p, tf.sub(rLogits, mean)), examples);
  const pieces: tf.Tensor[] = [];
  for (let k = weights.length - 1; k >= 0; k--) {
    const input = outputs[k] as Tensor3D;
    const rInput = rOutputs[k] ?? null;
    const own = tf.matMul(input, rDelta, true);
    const atWeights = rInput === null ? own : tf.add(own, tf.matMul(rInput, delta, true));
    pieces.unshift(tf.reshape(atWeights, [p.shape[0], -1]), tf.sum(rDelta, 1));
    if (rInput === null) break;
    const layer = { weights: weights[k] as Tensor3D, along: along[k]?.weights as Tensor3D };
    [delta, rDelta] = backAlong(pass, layer, { input, rInput, delta, rDelta });
  }
  return tf.concat(pieces, 1) as Tensor2D;
}

/** R{a₀} … R{logits}; null stands for zero. */
function forwardAlong({ outputs, slope, weights, along }: CurvaturePass): (Tensor3D | null)[] {
  const rOutputs: (Tensor3D | null)[] = [null];
  weights.forEach((w, k) => {
    const { weights: v, bias } = along[k] as CurvaturePass['along'][number];
    const before = rOutputs[k] ?? null;
    const own: Tensor3D = tf.add(tf.matMul(outputs[k] as Tensor3D, v), bias);
    const rz: Tensor3D = before === null ? own : tf.add(own, tf.matMul(before, w));
    const last = k === weights.length - 1;
    rOutputs.push(last ? rz : tf.mul(slope(outputs[k + 1] as Tensor3D), rz));
  });
  return rOutputs;
}

/** δ and R{δ} of the layer before. */
function backAlong(
  { activation, slope }: CurvaturePass,
  layer: { weights: Tensor3D; along: Tensor3D },
  at: Record<'input' | 'rInput' | 'delta' | 'rDelta', Tensor3D>,
): [delta: Tensor3D, rDelta: Tensor3D] {
  const steep = slope(at.input);
  const back = tf.matMul(at.delta, layer.weights, false, true);
  const rBack = tf.add(
    tf.matMul(at.rDelta, layer.weights, false, true),
    tf.matMul(at.delta, layer.along, false, true),
  );
  const rSteep = SLOPE_ALONG[activation]?.(at.input, at.rInput) ?? null;
  const through = tf.mul(rBack, steep);
  const rDelta = rSteep === null ? through : tf.add(through, tf.mul(back, rSteep));
  return [tf.mul(back, steep), rDelta as Tensor3D];
}
