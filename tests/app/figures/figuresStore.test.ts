import { describe, expect, test } from 'vitest';
import type { FigureFindings, FigureResult, SettingResult } from '../../../src/specs/figureResult';
import { FIGURE_SEED, figurePlan } from '../../../src/specs/figures';
import { DEFAULT_TASK } from '../../../src/specs/task';
import { settled } from '../support/clock';
import { reader, shippedFiles, testLab, tuned } from '../support/lab';

const json = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const RATES = { sgd: tuned(0.01), nag: tuned(0.02), rmsprop: tuned(0.03), adam: tuned(0.4) };

const SETTING: SettingResult = {
  key: 'quadratic',
  lines: [
    {
      id: 'lstm-quadratic',
      rate: null,
      curve: { median: [2, 1], q10: [2, 1], q90: [2, 1] },
      area: 1,
      final: { mean: 1, median: 1, q10: 1, q90: 1 },
      test: null,
      divergedAt: null,
    },
  ],
};

const shipped: FigureResult = {
  version: 1,
  figure: '4-left',
  date: '2026-01-01T00:00:00Z',
  appVersion: '0.1.0',
  commit: 'abc1234',
  backend: 'wasm',
  seconds: 4,
  data: null,
  seed: FIGURE_SEED,
  problems: 128,
  tuning: { problems: 128, seed: 7 },
  optimizers: [{ id: 'lstm-quadratic', label: 'LSTM', kind: 'learned' }],
  settings: [SETTING],
  verdicts: [],
};

const FILES = {
  ...shippedFiles,
  './figures/index.json': json({
    version: 1,
    figures: [
      {
        figure: '4-left',
        file: 'figure-4-left.json',
        date: '2026-01-01',
        data: null,
        verdicts: [],
      },
    ],
    rates: 'rates.json',
  }),
  './figures/figure-4-left.json': json(shipped),
  './figures/rates.json': json({
    version: 1,
    entries: [{ task: DEFAULT_TASK, steps: 100, rates: RATES, date: '2026-01-01' }],
  }),
};

function started(files: Record<string, Uint8Array<ArrayBuffer>> = FILES) {
  const lab = testLab({ files });
  lab.engine.start();
  const figures = lab.figures.getState;
  const begin = async (figure: Parameters<ReturnType<typeof figures>['reproduce']>[0]) => {
    const done = figures().reproduce(figure);
    await settled();
    return done;
  };
  return { ...lab, state: figures, begin };
}

const findings: FigureFindings = {
  figure: '4-left',
  data: null,
  seed: FIGURE_SEED,
  problems: 32,
  tuning: { problems: 32, seed: 7 },
  optimizers: shipped.optimizers,
  settings: [SETTING],
  verdicts: [],
};

describe('what ships', () => {
  test('is read when its card comes into view, once', async () => {
    const asked: string[] = [];
    const files = new Proxy(FILES, {
      get: (all, path: string) => {
        asked.push(path);
        return reader(all) && all[path as keyof typeof all];
      },
    });
    const { state } = started(files);
    expect(state().cards['4-left'].shipped).toBe('unknown');
    await Promise.all([state().load('4-left'), state().load('4-left')]);
    await state().load('6');
    expect(state().cards['4-left'].shipped).toEqual(shipped);
    expect(state().cards['6'].shipped).toBe('absent');
    expect(asked.filter((path) => path.includes('figures/'))).toEqual([
      './figures/index.json',
      './figures/figure-4-left.json',
    ]);
  });

  test('that is not there, or damaged, leaves a card that can be computed', async () => {
    const none = started(shippedFiles);
    await none.state().load('4-left');
    expect(none.state()).toMatchObject({ index: [] });
    expect(none.state().cards['4-left']).toMatchObject({ shipped: 'absent', error: null });
    const bad = started({ ...FILES, './figures/figure-4-left.json': json({ version: 2 }) });
    await bad.state().load('4-left');
    expect(bad.state().cards['4-left'].shipped).toBe('absent');
    expect(bad.state().cards['4-left'].error).not.toBeNull();
  });
});

describe('Reproduce', () => {
  test('asks for the figure with the shipped optimizer and the shipped rates', async () => {
    const { begin, worker, state } = started();
    void begin('4-left');
    await settled();
    const { config } = worker().last('figure');
    expect(config).toMatchObject({ figure: '4-left', problems: 32, seed: FIGURE_SEED });
    expect(config.learned.map(({ id }) => id)).toEqual(['lstm-quadratic']);
    expect(config.rates).toEqual({ quadratic: RATES });
    expect(state().run?.figure).toBe('4-left');
  });

  test('shows what has been found so far, and then the result beside what ships', async () => {
    const { begin, worker, state } = started();
    await state().load('4-left');
    void begin('4-left');
    await settled();
    const { runId } = worker().last('figure');
    worker().event(runId, {
      kind: 'figure-progress',
      doing: 'racing',
      setting: 0,
      share: 0.5,
      results: [SETTING],
    });
    expect(state().run).toMatchObject({ share: 0.5, soFar: { settings: [SETTING], data: null } });
    expect(state().text).toBe('Figure 4, left: racing, 50 % done');
    worker().answer('figure', { outcome: 'finished', findings, seconds: 3.2 });
    await settled();
    expect(state()).toMatchObject({ run: null, text: 'Figure 4, left was computed in 3.2 s.' });
    const card = state().cards['4-left'];
    expect(card).toMatchObject({ shows: 'own', own: { problems: 32, seconds: 3.2 } });
    expect(card.shipped).toEqual(shipped);
  });

  test('stops when told, and what ships is shown again', async () => {
    const { begin, worker, state } = started();
    void begin('4-left');
    await settled();
    state().stop();
    await settled();
    expect(state().text).toBe('Stopping.');
    expect(worker().last('stop').runId).toBe(worker().last('figure').runId);
    worker().answer('figure', { outcome: 'stopped' });
    await settled();
    expect(state()).toMatchObject({ run: null, text: 'Figure 4, left: stopped.' });
    expect(state().cards['4-left']).toMatchObject({ own: null, shows: 'shipped' });
  });

  test('begins again where the engine crashed', async () => {
    const { begin, worker, workers, clock, state } = started();
    void begin('4-left');
    await settled();
    worker().crash();
    await settled();
    clock.advance(5000);
    await settled();
    expect(workers).toHaveLength(2);
    expect(worker().last('figure').config.figure).toBe('4-left');
    expect(state().run).not.toBeNull();
  });

  test('one at a time', async () => {
    const { begin, worker, state } = started();
    void begin('4-left');
    await settled();
    await state().reproduce('4-left');
    expect(worker().requests('figure')).toHaveLength(1);
  });

  test('tunes again where that is asked for, and keeps what was tuned for the next time', async () => {
    const { './figures/rates.json': _, ...withoutRates } = FILES;
    const { begin, worker, state } = started(withoutRates);
    void begin('4-left');
    await settled();
    expect(worker().last('figure').config.rates).toEqual({ quadratic: {} });
    const { runId } = worker().last('figure');
    worker().event(runId, { kind: 'figure-rates', setting: 'quadratic', rates: RATES });
    worker().answer('figure', { outcome: 'finished', findings, seconds: 3.2 });
    await settled();
    void begin('4-left');
    await settled();
    expect(worker().last('figure').config.rates).toEqual({ quadratic: RATES });
    worker().answer('figure', { outcome: 'finished', findings, seconds: 3.2 });
    await settled();
    state().updateSettings({ retune: true });
    void begin('4-left');
    await settled();
    expect(worker().last('figure').config.rates).toEqual({});
  });

  test('takes no rates from anywhere for a person’s own digits, and keeps none', async () => {
    const [setting] = figurePlan('5-right', 'files').settings;
    const entries = [{ task: setting?.task, steps: 100, rates: RATES, date: '2026-01-01' }];
    const { begin, worker, state } = started({
      ...FILES,
      './figures/rates.json': json({ version: 1, entries }),
    });
    state().updateSettings({ data: 'files' });
    state().setOptimizer('5-right', 'lstm-quadratic');
    const key = setting?.key ?? '';
    void begin('5-right');
    await settled();
    expect(worker().last('figure').config.rates).toEqual({ [key]: {} });
    worker().event(worker().last('figure').runId, {
      kind: 'figure-rates',
      setting: key,
      rates: RATES,
    });
    worker().answer('figure', { outcome: 'stopped' });
    await settled();
    void begin('5-right');
    await settled();
    expect(worker().last('figure').config.rates).toEqual({ [key]: {} });
  });

  test('takes an optimizer of the library and the digits that were chosen', async () => {
    const { begin, worker, state } = started();
    state().updateSettings({ data: 'synthetic', size: 'full', seed: 12 });
    state().setOptimizer('5-right', 'lstm-quadratic');
    void begin('5-right');
    await settled();
    const { config } = worker().last('figure');
    expect(config).toMatchObject({ data: 'synthetic', seed: 12, problems: 16 });
    expect(config.learned.map(({ id }) => id)).toEqual(['lstm-quadratic']);
    expect(Object.keys(config.rates)).toEqual(
      figurePlan('5-right', 'synthetic').settings.map(({ key }) => key),
    );
  });

  test('says what is missing where the Lab came with no optimizer for it', async () => {
    const { begin, state, worker } = started();
    state().updateSettings({ data: 'synthetic' });
    await begin('4-centre');
    expect(state().cards['4-centre'].error).toMatchObject({ code: 'bad-input' });
    expect(state().run).toBeNull();
    expect(worker().requests('figure')).toHaveLength(0);
  });
});
