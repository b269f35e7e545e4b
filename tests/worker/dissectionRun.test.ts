import { beforeAll, describe, expect, test } from 'vitest';
import { readMemory } from '../../src/runtime/memory';
import '../../src/runtime/node';
import type { DissectionConfig } from '../../src/specs/dissections';
import type { DissectionEnd, DissectionProgress } from '../../src/worker/protocol';
import { smallOptimizer, tuned } from '../app/support/lab';
import { Page } from '../helpers/page';

const adam = tuned(0.03);
const rest = { sgd: tuned(1), nag: tuned(0.3), rmsprop: tuned(0.01) };

const config: DissectionConfig = {
  figure: '11',
  data: 'synthetic',
  seed: 3,
  tuning: { problems: 1, seed: 5 },
  learned: { kind: 'learned', id: 'own', label: 'Own', optimizer: smallOptimizer() },
  rates: rest,
};

let page: Page;
beforeAll(async () => {
  page = await Page.ready();
});

const progress = (from: Page): DissectionProgress[] =>
  from.events.flatMap((event) => (event.kind === 'dissection-progress' ? [event] : []));

describe('a dissection in the worker', () => {
  test('tells how far it is, hands over the rates it tuned, and ends with its findings', async () => {
    const before = readMemory();
    const end = await page.request<DissectionEnd>({ type: 'dissection', runId: 1, config });
    if (end.outcome !== 'finished') throw new Error('it was stopped');
    expect(end.findings).toMatchObject({ figure: '11', data: 'synthetic', seed: 3 });
    expect(end.findings.wouldBe.map(({ name }) => name)).toEqual(['sgd', 'adam']);
    const stages = progress(page).map(({ doing }) => doing);
    expect([...new Set(stages)]).toEqual(['tuning', 'tracing', 'dissecting']);
    const rates = page.events.flatMap((event) => (event.kind === 'figure-rates' ? [event] : []));
    expect(rates.flatMap((event) => Object.keys(event.rates))).toEqual(['adam']);
    expect(readMemory()).toEqual(before);
  });

  test('stops when told', async () => {
    const own = await Page.ready();
    own.onEvent = () => void own.request({ type: 'stop', runId: 9 });
    const known = { ...config, rates: { ...rest, adam } };
    const end = await own.request<DissectionEnd>({ type: 'dissection', runId: 9, config: known });
    expect(end).toEqual({ outcome: 'stopped' });
  });

  test('whose digits are not here says so', async () => {
    const missing = page.request({
      type: 'dissection',
      runId: 3,
      config: { ...config, data: 'files' },
    });
    await expect(missing).rejects.toMatchObject({ code: 'no-data' });
  });
});
