/** Functions in other units, and a training that uses every recipe, on every backend. */
import { expect, test } from 'vitest';
import { MetaTrainer } from '../../src/metaTraining/metaTrainer';
import { Quadratic } from '../../src/optimizees/quadratic';
import { Rescaled } from '../../src/optimizees/rescaled';
import { freeRunning } from '../../src/runtime/control';
import { byDefinition } from '../../src/runtime/kernels/choice';
import { readMemory } from '../../src/runtime/memory';
import { RandomStream } from '../../src/runtime/random';
import { trainConfigSchema } from '../../src/specs/training';
import { forEachBackend } from '../helpers/backends';
import { quadraticInNumbers } from '../helpers/inNumbers';
import { evaluate, forEachImplementation } from '../helpers/optimizees';

const CONFIG = trainConfigSchema.parse({
  optimizer: { layers: 1, hiddenUnits: 4, preprocess: 'rnnprop', output: 'tanh' },
  task: { name: 'quadratic', dimension: 3 },
  mixture: [{ name: 'quadratic', dimension: 5 }],
  coordinateScaling: 1,
  horizon: 3,
  unroll: 2,
  horizonSchedule: [{ horizon: 2, steps: 5 }],
  imitation: { horizons: 1, optimizer: 'adam', learningRate: 0.1 },
  clipping: 100,
  averaging: 0.9,
  epochs: 3,
  problems: 4,
  validation: { every: 3, problems: 4 },
});

forEachImplementation((make) => {
  test('f(c ⊙ θ) and its gradient c ⊙ ∇f', async () => {
    const [B, n] = [3, 4];
    const rng = RandomStream.of(6, 'rescaled');
    const [w, y] = [rng.normals(B * n * n), rng.normals(B * n)];
    const [theta, c] = [rng.normals(B * n), rng.normals(B * n).map((x) => Math.exp(x))];
    const scaled = make(() => new Rescaled(new Quadratic(w, y, B, n, 0.01), c));
    const { loss, gradient } = await evaluate(scaled, theta);
    const expected = Array.from({ length: B }, (_, b) => {
      const own = (row: Float32Array, size = n) => row.subarray(b * size, (b + 1) * size);
      const inside = own(theta.map((value, i) => value * (c[i] as number)));
      const { loss: f, gradient: g } = quadraticInNumbers(own(w, n * n), own(y), inside);
      return { loss: f, gradient: g.map((value, i) => value * (own(c)[i] as number)) };
    });
    const close = { measure: 'norm', within: 1e-5 } as const;
    expect(loss).toBeAllClose(
      expected.map((one) => one.loss),
      close,
    );
    expect(gradient).toBeAllClose(
      expected.flatMap((one) => one.gradient),
      close,
    );
    scaled.dispose();
  });
});

forEachBackend(() => {
  test('every recipe at once: the kernels train as the definition does', async () => {
    const before = readMemory();
    const run = () => new MetaTrainer(CONFIG).run(freeRunning);
    const [kernels, defined] = [await run(), await byDefinition(run)];
    const values = ({ checkpoint }: typeof kernels) => checkpoint.metaLoss.map((p) => p.value);
    // Adam's first steps make the sign of a meta-gradient of everything that is near 0.
    expect(values(kernels)).toBeAllClose(values(defined), { measure: 'norm', within: 1e-3 });
    expect(kernels.checkpoint.validation).toHaveLength(2);
    expect(readMemory()).toEqual(before);
  });
});
