/** Rates that were tuned are kept over visits, but not those for digits that may be others the next time. */
import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { createBaselineRates } from '../../src/app/baselineRates';
import type { Engine } from '../../src/app/engine';
import { openStorage } from '../../src/app/storage/storage';
import { type DigitSource, mnistSpecSchema } from '../../src/specs/task';
import { tuned } from './support/lab';

const engine: Pick<Engine, 'ready' | 'startRun' | 'request'> = {
  ready: () => Promise.reject(new Error('not asked for')),
  request: () => Promise.reject(new Error('not asked for')),
  startRun: () => {
    throw new Error('not asked for');
  },
};
/** Another visit has the same storage, and nothing in memory. */
const visit = (storage = openStorage()) =>
  createBaselineRates({ engine, storage, read: () => Promise.reject(new Error('nothing ships')) });

test.each<[DigitSource, number | undefined]>([
  ['mnist', 0.03],
  ['synthetic', 0.03],
  ['files', undefined],
])('of %s the next visit knows %s', async (data, known) => {
  const task = mnistSpecSchema.parse({ name: 'mnist', data, hiddenUnits: 7 });
  const first = visit();
  await first.note(task, 60, { adam: tuned(0.03, 60) });
  expect((await first.known(task, 60)).adam?.learningRate).toBe(0.03);
  expect((await visit().known(task, 60)).adam?.learningRate).toBe(known);
});
