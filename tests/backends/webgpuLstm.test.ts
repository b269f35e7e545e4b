/** The LSTM's WebGPU kernels against the definition on the CPU: every shape, every tuning, both records. */
import { describe, expect, test } from 'vitest';
import { LstmRule } from '../../src/optimizers/lstm/lstmRule';
import { GpuState } from '../../src/optimizers/lstm/webgpu/gpuState';
import { GpuTape } from '../../src/optimizers/lstm/webgpu/gpuTape';
import type { Tuning } from '../../src/optimizers/lstm/webgpu/shape';
import { type Tensor1D, tf } from '../../src/runtime/tf';
import { type LstmConfig, lstmConfigSchema } from '../../src/specs/optimizer';
import { onWebgpu } from '../helpers/backends';
import { lstmTrial, openOf, type Trial, type Unrolled, unrollTrial } from '../helpers/lstmTrial';

/** Float32 implementations that add in different orders. Measured against the CPU: 4e-7; between kernels: equal. */
const CLOSE = 1e-5;
const SAME = 1e-6;

const settings = (given: Partial<LstmConfig>): LstmConfig => lstmConfigSchema.parse(given);

async function byDefinition(config: LstmConfig, trial: Trial): Promise<Unrolled> {
  await tf.setBackend('cpu');
  const rule = new LstmRule(config, 'definition');
  const expected = await unrollTrial(openOf(rule), trial, { through: true });
  await tf.setBackend('webgpu');
  return expected;
}

interface Choices {
  keepGates?: boolean;
  tuning?: Tuning;
  /** What a buffer may have. */
  bytes?: number;
}

function tapes(config: LstmConfig, { keepGates, tuning, bytes }: Choices) {
  return (phi: Tensor1D, coordinates: number) => {
    const state = GpuState.zero(config, coordinates, bytes);
    return new GpuTape(config, phi, state, keepGates, tuning);
  };
}

function expectClose(
  actual: Unrolled,
  expected: Unrolled,
  within = CLOSE,
  inputsWithin = within,
): void {
  for (const what of ['updates', 'state', 'weights', 'inputs'] as const) {
    if (what === 'inputs' && actual.inputs.length === 0) continue;
    const limit = what === 'inputs' ? inputsWithin : within;
    expect(actual[what]).toBeAllClose(expected[what], { what, measure: 'norm', within: limit });
  }
}

/** rnnprop's first features are signs: what is left of ∇'s cotangent there is a difference of large numbers. */
const inputsClose = ({ preprocess }: LstmConfig): number =>
  preprocess === 'rnnprop' ? 5e-4 : CLOSE;

const SHAPES: [Partial<LstmConfig>, number][] = [
  [{ layers: 2, hiddenUnits: 20 }, 1],
  [{ layers: 2, hiddenUnits: 20, preprocess: 'log-sign' }, 7],
  [{ layers: 1, hiddenUnits: 1 }, 63],
  [{ layers: 3, hiddenUnits: 1, preprocess: 'log-sign' }, 65],
  [{ layers: 1, hiddenUnits: 5, preprocess: 'log-sign', p: 5, outputScale: 0.01 }, 65],
  [{ layers: 2, hiddenUnits: 33 }, 63],
  [{ layers: 3, hiddenUnits: 64, preprocess: 'log-sign' }, 7],
  [{ layers: 1, hiddenUnits: 64, outputScale: 1 }, 130],
  [{ layers: 2, hiddenUnits: 20 }, 1281],
  [{ layers: 2, hiddenUnits: 20, output: 'tanh' }, 65],
  [{ layers: 2, hiddenUnits: 20, preprocess: 'rnnprop', output: 'tanh' }, 1281],
  [{ layers: 1, hiddenUnits: 5, preprocess: 'rnnprop', outputScale: 0.01 }, 7],
];

/** What a graphics card gets: weights in workgroup memory. A small one: they come in several pieces. */
const CARD: Tuning = {
  lanes: 1,
  group: 64,
  units: 4,
  inputs: 8,
  workgroupBytes: 16_384,
  slots: 128,
};

const CARDS: [string, Partial<LstmConfig>, number, Tuning][] = [
  ['default', { layers: 2, hiddenUnits: 20 }, 131, CARD],
  [
    'pieces, two coordinates an invocation',
    { layers: 2, hiddenUnits: 21, preprocess: 'log-sign' },
    65,
    { ...CARD, lanes: 2, workgroupBytes: 4096 },
  ],
  [
    'normalised inputs and bounded outputs',
    { layers: 2, hiddenUnits: 20, preprocess: 'rnnprop', output: 'tanh' },
    131,
    CARD,
  ],
];

const trialOf = (config: LstmConfig): Trial => lstmTrial(config, 90, 4);

onWebgpu(() => {
  describe.each(SHAPES)('%o, %i coordinates', (given, coordinates) => {
    const config = settings(given);

    test('agrees with the definition, with dL/d∇; also where gates are computed anew', async () => {
      const trial = lstmTrial(config, coordinates, 4);
      const expected = await byDefinition(config, trial);
      const open = tapes(config, { keepGates: true });
      const full = await unrollTrial(open, trial, { through: true });
      expectClose(full, expected, CLOSE, inputsClose(config));
      const slim = await unrollTrial(tapes(config, { keepGates: false }), trial);
      expectClose(slim, full, SAME);
    });
  });

  test.each(CARDS)('cut as for a card: %s', async (_, given, coordinates, tuning) => {
    const config = settings(given);
    const trial = lstmTrial(config, coordinates, 3);
    const expected = await byDefinition(config, trial);
    const actual = await unrollTrial(tapes(config, { tuning }), trial, { through: true });
    expectClose(actual, expected, CLOSE, inputsClose(config));
  });

  test('more coordinates than a buffer holds lie in several', async () => {
    const config = settings({ hiddenUnits: 3 });
    const trial = lstmTrial(config, 90, 4);
    const expected = await unrollTrial(tapes(config, {}), trial, { through: true });
    const state = GpuState.zero(config, 90, 4000);
    expect(state.parts.map(({ coordinates }) => coordinates)).toEqual([36, 36, 18]);
    state.dispose();
    const actual = await unrollTrial(tapes(config, { bytes: 4000 }), trial, { through: true });
    expectClose(actual, expected, SAME);
    const remembering = settings({ hiddenUnits: 3, preprocess: 'rnnprop', output: 'tanh' });
    const whole = await unrollTrial(tapes(remembering, {}), trialOf(remembering), {
      through: true,
    });
    const cut = await unrollTrial(tapes(remembering, { bytes: 4000 }), trialOf(remembering), {
      through: true,
    });
    expectClose(cut, whole, SAME);
  });

  test('an unroll of more steps than share buffers', async () => {
    const config = settings({ layers: 1, hiddenUnits: 4, preprocess: 'log-sign' });
    const trial = lstmTrial(config, 12, 45);
    const expected = await byDefinition(config, trial);
    for (const keepGates of [true, false]) {
      expectClose(await unrollTrial(tapes(config, { keepGates }), trial), expected);
    }
  });
});
