/** L-BFGS on the command line: by its name alone. */
import { expect, test } from 'vitest';
import { parseOptimizer, parseTraced } from '../../src/cli/optimizerArgument';

test('it has no rate and no other setting', () => {
  expect(parseOptimizer('lbfgs')).toEqual({
    kind: 'line-search',
    id: '0',
    label: 'lbfgs',
    name: 'lbfgs',
  });
  expect(() => parseOptimizer('lbfgs:lr=0.1')).toThrow(/lbfgs has no settings/);
});

test('it is not traced: a gradient does not say what it does', () => {
  expect(() => parseTraced('lbfgs')).toThrow(/a line search looks at the function itself/);
  expect(parseTraced('lion:lr=0.1')).toMatchObject({ kind: 'baseline', name: 'lion' });
});
