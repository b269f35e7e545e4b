/** The full meta-gradient of networks, each step with its own minibatch, on every backend. */
import { expect, test } from 'vitest';
import { startRollout } from '../../src/metaTraining/rollout';
import { DigitNetworks } from '../../src/optimizees/digits';
import { Rescaled } from '../../src/optimizees/rescaled';
import { LstmRule } from '../../src/optimizers/lstm/lstmRule';
import { freeRunning } from '../../src/runtime/control';
import { byDefinition } from '../../src/runtime/kernels/choice';
import { readMemory } from '../../src/runtime/memory';
import { RandomStream } from '../../src/runtime/random';
import { readFloats, tf } from '../../src/runtime/tf';
import { lstmConfigSchema } from '../../src/specs/optimizer';
import type { MetaGradientKind } from '../../src/specs/training';
import { forEachBackend } from '../helpers/backends';
import { stream, taskOf } from '../helpers/digitNetworks';

const SETTINGS = { side: 7, batch: 5, hiddenUnits: 3, activation: 'tanh' } as const;
const OPTIMIZER = lstmConfigSchema.parse({ hiddenUnits: 4, layers: 1, outputScale: 1 });

/** Both unrolls of a horizon of 7 steps, from the same start with the same weights. */
async function gradients(kind: MetaGradientKind): Promise<number[]> {
  const networks = DigitNetworks.sample(stream(), 2, taskOf(SETTINGS), 'training');
  const optimizee = Rescaled.sample(networks, RandomStream.of(41), 0.5);
  const rule = new LstmRule(OPTIMIZER);
  const phi = tf.tensor1d(rule.initialWeights(RandomStream.of(42)));
  const start = optimizee.initialPoint(RandomStream.of(43));
  const rollout = startRollout(optimizee, rule, start, 4, null, kind);
  const all: number[] = [];
  for (const weights of [
    [1, 2, 1, 1],
    [1, 1, 3],
  ]) {
    const { gradient } = await rollout.unroll(phi, 'log', weights, freeRunning);
    all.push(...(await readFloats(gradient)));
    gradient.dispose();
  }
  rollout.dispose();
  phi.dispose();
  optimizee.dispose();
  return all;
}

forEachBackend(() => {
  test('the kernels give what the definition gives, which is not the first-order one', async () => {
    const before = readMemory();
    const full = await gradients('full');
    const defined = await byDefinition(() => gradients('full'));
    // Roundings of θ come back through second derivatives; first-order alone allows 6e-5.
    expect(full).toBeAllClose(defined, { what: 'full', measure: 'norm', within: 1e-4 });
    const first = await gradients('first-order');
    expect(() => expect(first).toBeAllClose(full, { measure: 'norm', within: 1e-3 })).toThrow();
    expect(readMemory()).toEqual(before);
  });
});
