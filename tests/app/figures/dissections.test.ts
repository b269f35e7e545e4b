/** Figures 10 and 11 on the Figures screen, and the way from there to Inspect. */
import { describe, expect, test } from 'vitest';
import { formatLink, parseLink } from '../../../src/app/address/addressBar';
import { DEFAULT_LINK_STATE } from '../../../src/app/address/linkState';
import { dissectedLink, openInInspect } from '../../../src/app/inspect/openInInspect';
import { writeOptimizerFile } from '../../../src/optimizerFile';
import { dissectionPlan } from '../../../src/specs/dissections';
import { FIGURE_SEED, FIGURE_TUNING_SEED } from '../../../src/specs/figures';
import { historyResult, sweepResult } from '../../helpers/dissections';
import { settled } from '../support/clock';
import { Inspecting } from '../support/inspecting';
import { shippedFiles, smallOptimizer, testLab, tuned } from '../support/lab';

const json = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const RATES = { sgd: tuned(1), nag: tuned(0.3), rmsprop: tuned(0.01), adam: tuned(0.03) };
const trainedOnDigits = {
  ...smallOptimizer(),
  training: { ...smallOptimizer().training, task: { name: 'mnist' } },
};
const [{ task }] = dissectionPlan('10', 'synthetic').settings;

const FILES = {
  ...shippedFiles,
  './pretrained/index.json': json({
    version: 1,
    optimizers: ['lstm-quadratic', 'lstm-mnist', 'lstm-other'].map((id) => ({
      id,
      name: id,
      file: id === 'lstm-quadratic' ? 'lstm.safetensors' : 'digits.safetensors',
      description: 'small',
    })),
  }),
  './pretrained/digits.safetensors': writeOptimizerFile(trainedOnDigits),
  './figures/index.json': json({
    version: 1,
    figures: ['10', '11'].map((figure) => ({
      ...{ figure, file: `figure-${figure}.json`, date: '2026-01-01', data: 'mnist', verdicts: [] },
    })),
    rates: 'rates.json',
  }),
  './figures/figure-10.json': json(historyResult()),
  // A file under another's name.
  './figures/figure-11.json': json(historyResult()),
  './figures/rates.json': json({
    version: 1,
    entries: [{ task, steps: 100, rates: RATES, date: '2026-01-01' }],
  }),
};

function started(files: Record<string, Uint8Array<ArrayBuffer>> = FILES) {
  const lab = testLab({ files });
  lab.engine.start();
  const state = lab.figures.getState;
  state().updateSettings({ data: 'synthetic' });
  return { ...lab, state };
}

const { date: _, appVersion: __, backend: ___, commit: ____, ...found } = historyResult();
const { version: _____, seconds, ...findings } = found;

describe('the card', () => {
  test('shows what ships, and refuses a file of another figure', async () => {
    const { state } = started();
    await state().load('10');
    await state().load('11');
    expect(state().cards['10'].shipped).toEqual(historyResult());
    expect(state().cards['11'].shipped).toBe('absent');
    expect(state().cards['11'].error).not.toBeNull();
  });

  test('is computed with the first optimizer that came for digits, and the shipped rates', async () => {
    const { state, worker } = started();
    void state().reproduce('10');
    await settled();
    const { config, runId } = worker().last('dissection');
    expect(config).toMatchObject({
      figure: '10',
      data: 'synthetic',
      seed: FIGURE_SEED,
      tuning: { problems: 2, seed: FIGURE_TUNING_SEED },
      rates: RATES,
    });
    expect(config.learned.id).toBe('lstm-mnist');
    worker().event(runId, { kind: 'dissection-progress', doing: 'tracing', share: 0.5 });
    expect(state().text).toBe('Figure 10: the optimizer trains a network, 50 % done');
    expect(state().run).toMatchObject({ share: 0.5, soFar: null });
    worker().answer('dissection', { outcome: 'finished', findings, seconds });
    await settled();
    expect(state()).toMatchObject({ run: null, text: 'Figure 10 was computed in 3.0 s.' });
    expect(state().cards['10']).toMatchObject({
      shows: 'own',
      own: { figure: '10', backend: 'wasm', seconds: 3, coordinate: findings.coordinate },
    });
    expect(state().cards['10'].own).not.toHaveProperty('commit');
  });

  test('takes an optimizer of the library, and stops when told', async () => {
    const { state, worker } = started();
    state().setOptimizer('11', 'lstm-quadratic');
    void state().reproduce('11');
    await settled();
    expect(worker().last('dissection').config.learned.id).toBe('lstm-quadratic');
    state().stop();
    await settled();
    expect(worker().last('stop').runId).toBe(worker().last('dissection').runId);
    worker().answer('dissection', { outcome: 'stopped' });
    await settled();
    expect(state()).toMatchObject({ run: null, text: 'Figure 11: stopped.' });
    expect(state().cards['11']).toMatchObject({ own: null, shows: 'shipped' });
  });

  test('keeps what was tuned, and Figure 4, centre, has use of it, too', async () => {
    const { './figures/rates.json': _rates, ...withoutRates } = FILES;
    const { state, worker } = started(withoutRates);
    void state().reproduce('11');
    await settled();
    const { config, runId } = worker().last('dissection');
    expect(config.rates).toEqual({});
    const { key } = dissectionPlan('11', 'synthetic').settings[0];
    const rates = { adam: tuned(0.02) };
    worker().event(runId, { kind: 'figure-rates', setting: key, rates });
    worker().answer('dissection', { outcome: 'stopped' });
    await settled();
    void state().reproduce('4-centre');
    await settled();
    expect(Object.values(worker().last('figure').config.rates)).toEqual([rates]);
  });
});

describe('the way to Inspect', () => {
  const link = dissectedLink(sweepResult(), 33);

  test('is a link', () => {
    const state = {
      ...DEFAULT_LINK_STATE,
      page: { ...DEFAULT_LINK_STATE.page, tab: 'inspect' as const },
      inspect: link,
    };
    const text = formatLink(state);
    expect(text).toContain('task=mnist');
    expect(text).toContain('coordinates=14347');
    expect(text).toContain('step=33');
    expect(parseLink(text)).toMatchObject({ state, problems: [] });
  });

  test('leads from whatever is shown there to the same weight at that step', async () => {
    const one = await new Inspecting({ files: FILES }).traced();
    one.state.selectCoordinate(5);
    one.state.play('steps');
    one.lab.settings.getState().setTab('figures');
    const opened = openInInspect(one.lab, link);
    expect(one.lab.settings.getState().tab).toBe('inspect');
    expect(one.state).toMatchObject({ config: null, summary: null, playing: null });
    await settled();
    one.lab.worker().answer('tune', { outcome: 'finished', rates: RATES });
    await settled();
    expect(one.config).toMatchObject({ task: link.task, steps: 100, seed: 4001, problem: 0 });
    expect(one.config.optimizer.id).toBe('lstm-mnist');
    await one.recorded({
      coordinates: 15_910,
      kept: Int32Array.from({ length: 15_910 }, (_, i) => i),
    });
    await one.answerAll();
    await opened;
    expect(one.state.selection).toEqual({ step: 33, coordinates: [14_347] });
    expect(one.state.status).toBe('ready');
  });
});
