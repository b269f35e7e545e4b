/** Networks that read synthetic digits, and points to look at them from: the same ones each time. */
import { DigitNetworks } from '../../src/optimizees/digits';
import { RandomStream } from '../../src/runtime/random';
import { tf } from '../../src/runtime/tf';
import { type MnistSpec, mnistSpecSchema } from '../../src/specs/task';

export const taskOf = (settings: Partial<MnistSpec>): MnistSpec =>
  mnistSpecSchema.parse({ name: 'mnist', ...settings });

/** What names their minibatches. */
export const stream = () => RandomStream.of(5, 'digits');

export function sampled(settings: Partial<MnistSpec>, networks: number): DigitNetworks {
  return DigitNetworks.sample(stream(), networks, taskOf(settings), 'training');
}

/** θ [B · n] */
export const pointOf = ({ problems, coordinates }: DigitNetworks, sigma: number) =>
  RandomStream.of(6).normals(problems * coordinates, sigma);

export const tensorOf = ({ problems, coordinates }: DigitNetworks, theta: Float32Array) =>
  tf.tensor2d(theta, [problems, coordinates]);
