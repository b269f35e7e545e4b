/** What networks make of a whole set of examples, chunk by chunk, by whatever computes them. */
import { macrotask } from '../../runtime/control';
import { readFloats, type Tensor, type Tensor2D, tf } from '../../runtime/tf';
import { settleKernels } from '../../runtime/webgpu/computePass';
import type { Scores } from '../optimizee';
import type { ExampleSource } from './exampleSource';
import type { MlpInMemory } from './wasm';

/** Messages are let in after so long. */
const BREATHE_EVERY_MS = 20;

/** A set of examples in chunks: step k of the source is chunk k, the same one for all networks. */
export interface ExampleChunks extends ExampleSource {
  readonly chunks: number;
  /** Examples of chunk k. */
  count(k: number): number;
}

/** In the kernels' memory; sums over chunks in float64. */
export async function scoreInMemory(
  network: MlpInMemory,
  theta: Float32Array,
  problems: number,
  source: ExampleChunks,
): Promise<Scores> {
  const { kernels } = network;
  const { arena } = kernels;
  const total = new Float64Array(2 * problems);
  const loss = arena.take(4 * (2 * problems + theta.length));
  const accuracy = loss + 4 * problems;
  const point = accuracy + 4 * problems;
  try {
    arena.floats(point, theta.length).set(theta);
    await forEachChunk(source, (k, share) => {
      network.scores(point, source.inMemory(kernels, k), loss, accuracy);
      const both = arena.floats(loss, 2 * problems);
      for (const [i, value] of both.entries()) total[i] = (total[i] as number) + share * value;
    });
  } finally {
    arena.give(loss);
  }
  return halves(total);
}

/** By tensors. @param scores of a chunk, [2, B] */
export async function scoreByTensors(
  scores: (chunk: number) => Tensor2D,
  source: ExampleChunks,
): Promise<Scores> {
  let total: Tensor = tf.scalar(0);
  try {
    await forEachChunk(source, (k, share) => {
      const sum = tf.tidy(() => tf.add(total, tf.mul(scores(k), share)));
      total.dispose();
      total = sum;
    });
    const both = await readFloats(total);
    await settleKernels();
    return halves(both);
  } finally {
    total.dispose();
  }
}

async function forEachChunk(
  source: ExampleChunks,
  act: (chunk: number, share: number) => void,
): Promise<void> {
  const counts = Array.from({ length: source.chunks }, (_, k) => source.count(k));
  const all = counts.reduce((sum, count) => sum + count, 0);
  let rested = performance.now();
  for (const [k, count] of counts.entries()) {
    act(k, count / all);
    if (performance.now() - rested < BREATHE_EVERY_MS) continue;
    await macrotask();
    rested = performance.now();
  }
}

function halves(both: ArrayLike<number>): Scores {
  const values = Float32Array.from(both);
  const problems = values.length / 2;
  return { loss: values.slice(0, problems), accuracy: values.slice(problems) };
}
