/**
 * The one door to TensorFlow.js. Everything else imports `tf` from here, so that its quirks
 * (gradients to register, warnings to silence) are dealt with once.
 */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import '@tensorflow/tfjs-backend-cpu';

// Production mode drops the per-kernel NaN scan; divergence is detected by the runs themselves.
tf.enableProdMode();
// One function we call is deprecated for another that lacks what we need of it (see backend.ts).
tf.env().set('DEPRECATION_WARNINGS_ENABLED', false);

export { tf };

/** A matrix of one row for each problem: θ, ∇f(θ), updates [B, n]. */
export type Tensor2D = tf.Tensor2D;
export type Tensor1D = tf.Tensor1D;
export type Tensor = tf.Tensor;

/** The values of a tensor, read asynchronously (a synchronous read stalls WebGPU). */
export async function readFloats(tensor: Tensor): Promise<Float32Array> {
  return (await tensor.data<'float32'>()) as Float32Array;
}
