import { expect, test } from 'vitest';
import { LstmRule } from '../../src/optimizers/lstm/lstmRule';
import { RandomStream } from '../../src/runtime/random';
import { tf } from '../../src/runtime/tf';
import { lstmConfigSchema } from '../../src/specs/optimizer';
import { forEachLstm } from '../helpers/backends';

forEachLstm((implementation) => {
  test.each([
    [0, 10, 'without coordinates'],
    [10, 0, 'without coordinates'],
    [1, 2e8, 'state for 200000000 coordinates would take 60 GiB'],
  ])('%i problems of %i coordinates are refused', (problems, coordinates, words) => {
    const rule = new LstmRule(lstmConfigSchema.parse({}), implementation);
    const before = tf.memory().numTensors;
    const phi = tf.tensor1d(rule.initialWeights(RandomStream.of(1)));
    const optimizer = rule.optimizer(phi);
    expect(() => optimizer.init(problems, coordinates)).toThrow(words);
    expect(() => rule.initialState(problems, coordinates)).toThrow(words);
    optimizer.dispose();
    phi.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
