import { type Tensor2D, tf } from '../../runtime/tf';

/**
 * The matrix product W·X [m, N] with its gradient written out: dW = dZ·Xᵀ, dX = Wᵀ·dZ.
 *
 * The same as `tf.matMul`, whose own gradient asks for products of transposed matrices; the WebAssembly backend
 * has a fast product only for matrices that lie straight, and is ten times slower for transposed ones.
 */
export const product: (w: Tensor2D, x: Tensor2D) => Tensor2D = tf.customGrad((...args) => {
  const [w, x, save] = args as unknown as [Tensor2D, Tensor2D, (saved: Tensor2D[]) => void];
  save([w, x]);
  return {
    value: tf.matMul(w, x),
    gradFunc: (dz, saved) => {
      const [w0, x0] = saved as [Tensor2D, Tensor2D];
      return [
        tf.matMul(dz as Tensor2D, tf.transpose(x0)),
        tf.matMul(tf.transpose(w0), dz as Tensor2D),
      ];
    },
  };
}) as (w: Tensor2D, x: Tensor2D) => Tensor2D;
