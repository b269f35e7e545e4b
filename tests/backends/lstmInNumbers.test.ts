/** The LSTM with every input and output, on every backend, against float64 numbers and their differences. */
import { beforeAll, describe, expect, test } from 'vitest';
import { LstmRule } from '../../src/optimizers/lstm/lstmRule';
import { type LstmConfig, lstmConfigSchema } from '../../src/specs/optimizer';
import { forEachLstm } from '../helpers/backends';
import { pairing, updatesInNumbers } from '../helpers/lstmInNumbers';
import { lstmTrial, openOf, type Unrolled, unrollTrial } from '../helpers/lstmTrial';

/** float32 against float64 over eight steps; measured: 2e-7, 5e-7, 1e-4. */
const CLOSE = {
  updates: 2e-6,
  weights: 5e-6,
  // rnnprop's features are signs at first; what is left of a gradient's cotangent is a difference of large numbers.
  gradients: { none: 5e-5, 'log-sign': 5e-5, rnnprop: 5e-4 },
};

const STEPS = 8;
const COORDINATES = 5;

const CONFIGS: Partial<LstmConfig>[] = [
  { preprocess: 'none', output: 'tanh' },
  { preprocess: 'log-sign', p: 4, output: 'tanh' },
  { preprocess: 'rnnprop', output: 'linear' },
  { preprocess: 'rnnprop', output: 'tanh', layers: 1, outputScale: 1 },
];

/** (L(x + h eᵢ) − L(x − h eᵢ)) / 2h, with h in proportion to xᵢ. */
function differences(values: ArrayLike<number>, loss: (values: Float64Array) => number): number[] {
  return Array.from(values, (value, i) => {
    const h = 1e-6 * Math.max(Math.abs(value), 1e-3);
    const [up, down] = [h, -h].map((step) => {
      const moved = Float64Array.from(values);
      moved[i] = value + step;
      return loss(moved);
    }) as [number, number];
    return (up - down) / (2 * h);
  });
}

forEachLstm((implementation) => {
  describe.each(CONFIGS)('%o', (given) => {
    const config = lstmConfigSchema.parse({ layers: 2, hiddenUnits: 3, ...given });
    const about = lstmTrial(config, COORDINATES, STEPS);
    const { phi, gradients, cotangents } = about;
    const open = () => openOf(new LstmRule(config, implementation));
    let plain: Unrolled;
    beforeAll(async () => {
      plain = await unrollTrial(open(), about);
    });

    test('updates', () => {
      const { updates } = plain;
      const expected = Array.from({ length: COORDINATES }, (_, i) =>
        updatesInNumbers(
          config,
          phi,
          gradients.map((row) => row[i] ?? Number.NaN),
        ),
      );
      // By steps, then coordinates.
      const byStep = gradients.flatMap((_, t) => expected.map((own) => own[t] ?? Number.NaN));
      expect(updates).toBeAllClose(byStep, { measure: 'norm', within: CLOSE.updates });
    });

    test('the way back, to the weights and to the gradients', async () => {
      const { weights, inputs } = await unrollTrial(open(), about, { through: true });
      const toWeights = differences(phi, (moved) => pairing(config, moved, gradients, cotangents));
      for (const actual of [weights, plain.weights]) {
        expect(actual).toBeAllClose(toWeights, {
          what: 'dL/dφ',
          measure: 'norm',
          within: CLOSE.weights,
        });
      }
      for (let t = 0; t < STEPS; t++) {
        const toGradient = differences(gradients[t] ?? [], (moved) =>
          pairing(
            config,
            phi,
            gradients.map((row, k) => (k === t ? moved : row)),
            cotangents,
          ),
        );
        const back = STEPS - 1 - t;
        expect(inputs.slice(back * COORDINATES, (back + 1) * COORDINATES)).toBeAllClose(
          toGradient,
          {
            what: `dL/d∇ of step ${t}`,
            measure: 'norm',
            within: CLOSE.gradients[config.preprocess],
          },
        );
      }
    });
  });

  test('rnnprop does not see by what the function is multiplied', async () => {
    const config = lstmConfigSchema.parse({ hiddenUnits: 3, preprocess: 'rnnprop' });
    const about = lstmTrial(config, COORDINATES, STEPS);
    // Powers of two are exact; the gradients are far above ε.
    const far = { ...about, gradients: about.gradients.map((row) => row.map((g) => 1024 * g)) };
    const open = openOf(new LstmRule(config, implementation));
    const [near, other] = [await unrollTrial(open, about), await unrollTrial(open, far)];
    expect(other.updates).toBeAllClose(near.updates, { measure: 'norm', within: 1e-4 });
  });

  test('rnnprop has no trouble with gradients that are zero', async () => {
    const config = lstmConfigSchema.parse({ hiddenUnits: 3, preprocess: 'rnnprop' });
    const about = lstmTrial(config, COORDINATES, STEPS);
    const gradients = about.gradients.map((row, t) => row.map((g, i) => (i < 2 || t < 3 ? 0 : g)));
    const open = openOf(new LstmRule(config, implementation));
    const { updates, weights, inputs } = await unrollTrial(
      open,
      { ...about, gradients },
      { through: true },
    );
    for (const value of [...updates, ...weights, ...inputs])
      expect(value).toSatisfy(Number.isFinite);
  });
});
