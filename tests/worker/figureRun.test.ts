import { beforeAll, describe, expect, test } from 'vitest';
import { readMemory } from '../../src/runtime/memory';
import '../../src/runtime/node';
import type { FigureConfig } from '../../src/specs/figures';
import type { FigureEnd, FigureProgress } from '../../src/worker/protocol';
import { smallOptimizer } from '../app/support/lab';
import { Page } from '../helpers/page';

const config: FigureConfig = {
  figure: '4-left',
  data: 'synthetic',
  problems: 8,
  seed: 3,
  tuning: { problems: 8, seed: 5 },
  learned: [{ kind: 'learned', id: 'own', label: 'Own', optimizer: smallOptimizer() }],
  rates: {},
};

let page: Page;
beforeAll(async () => {
  page = await Page.ready();
});

const progress = (from: Page): FigureProgress[] =>
  from.events.flatMap((event) => (event.kind === 'figure-progress' ? [event] : []));

describe('a figure in the worker', () => {
  test('tells how far it is, hands over the rates it tuned, and ends with its findings', async () => {
    const before = readMemory();
    const end = await page.request<FigureEnd>({ type: 'figure', runId: 1, config });
    if (end.outcome !== 'finished') throw new Error('it was stopped');
    expect(end.findings).toMatchObject({ figure: '4-left', data: null, problems: 8 });
    expect(end.findings.settings[0]?.lines).toHaveLength(5);
    const stages = progress(page);
    expect(new Set(stages.map(({ doing }) => doing))).toEqual(new Set(['tuning', 'racing']));
    expect(stages.at(-1)?.results[0]?.key).toBe('quadratic');
    const rates = page.events.flatMap((event) => (event.kind === 'figure-rates' ? [event] : []));
    expect(rates).toMatchObject([{ setting: 'quadratic' }]);
    expect(readMemory()).toEqual(before);
  });

  test('stops when told', async () => {
    const own = await Page.ready();
    own.onEvent = () => void own.request({ type: 'stop', runId: 9 });
    const end = await own.request<FigureEnd>({ type: 'figure', runId: 9, config });
    expect(end).toEqual({ outcome: 'stopped' });
  });

  test('whose digits are not here says so', async () => {
    const missing = page.request({
      type: 'figure',
      runId: 3,
      config: { ...config, figure: '4-centre', data: 'files' },
    });
    await expect(missing).rejects.toMatchObject({ code: 'no-data' });
  });
});
