/** Work on many coordinates is done in slices, so that a run can be paused; that changes no result. */
import { beforeAll, expect, test } from 'vitest';
import { LstmRule } from '../../src/optimizers/lstm/lstmRule';
import { disposeState } from '../../src/optimizers/optimizer';
import { startBackend } from '../../src/runtime/backend';
import { type Control, freeRunning } from '../../src/runtime/control';
import { startThreads } from '../../src/runtime/kernels/module';
import '../../src/runtime/node';
import { RandomStream } from '../../src/runtime/random';
import { readFloats, type Tensor1D, type Tensor2D, tf } from '../../src/runtime/tf';
import { lstmConfigSchema } from '../../src/specs/optimizer';

const COORDINATES = 10_007;
const STEPS = 3;

interface Trial {
  phi: Tensor1D;
  gradients: Tensor2D[];
  cotangents: Tensor2D[];
}

function trial(rule: LstmRule): Trial {
  const rng = RandomStream.of(23, 'slices');
  const rows = (sigma: number) =>
    Array.from({ length: STEPS }, () =>
      tf.tensor2d(rng.normals(COORDINATES, sigma), [1, COORDINATES]),
    );
  return {
    phi: tf.tensor1d(rule.initialWeights(rng)),
    gradients: rows(0.1),
    cotangents: rows(1 / COORDINATES),
  };
}

async function metaGradient(
  rule: LstmRule,
  { phi, gradients, cotangents }: Trial,
  control: Control,
): Promise<number[]> {
  const tape = rule.openTape(phi, rule.initialState(1, COORDINATES));
  for (const gradient of gradients) tape.step(gradient).dispose();
  const result = await tape.backward(cotangents, control);
  const numbers = [...(await readFloats(result))];
  result.dispose();
  disposeState(tape.close());
  return numbers;
}

beforeAll(async () => {
  await startBackend('wasm');
});

test('the way back breathes between slices, however many there are', async () => {
  const config = lstmConfigSchema.parse({ hiddenUnits: 32 });
  const rule = new LstmRule(config);
  const about = trial(rule);
  let breaths = 0;
  const counting: Control = {
    ...freeRunning,
    async breathe() {
      breaths++;
    },
  };
  await startThreads(1);
  const one = await metaGradient(rule, about, counting);
  expect(breaths).toBeGreaterThan(2);
  await startThreads(2);
  expect(await metaGradient(rule, about, freeRunning)).toEqual(one);

  const expected = await metaGradient(new LstmRule(config, 'definition'), about, freeRunning);
  expect(one).toBeAllClose(expected, { measure: 'norm', within: 1e-5 });
  tf.dispose([about.phi, about.gradients, about.cotangents]);
});
