/** `figures`: what it writes, what it leaves alone, and how it refuses. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { FigureFiles } from '../../src/cli/figureFiles';
import { isCurrent } from '../../src/cli/racedFigure';
import { writeOptimizerFile } from '../../src/optimizerFile';
import { ratesFileSchema } from '../../src/specs/baselineTuning';
import { dissectionPlan } from '../../src/specs/dissections';
import { figureIndexSchema, figureResultSchema } from '../../src/specs/figureResult';
import { type FigureConfig, figurePlan } from '../../src/specs/figures';
import { someOptimizer } from '../optimizerFile/fixtures';
import { command, temporaryFolder } from './helpers';

const inFolder = temporaryFolder();
const out = path.dirname(inFolder('x'));
const read = (name: string): unknown => JSON.parse(readFileSync(inFolder(name), 'utf8'));
const result = () => figureResultSchema.parse(read('figure-4-left.json'));

const QUICK = ['figures', '--only', '4-left', '--size', 'quick', '--out', out];

describe('figures', () => {
  test('writes the figure, the rates it tuned and an index; then leaves it alone', async () => {
    const first = await command(...QUICK, '--commit', 'abc1234');
    expect(first).toMatchObject({ code: 0, out: '' });
    expect(first.err).toMatch(/figure 4-left: quadratic: holds/);
    const made = result();
    expect(made).toMatchObject({ figure: '4-left', data: null, problems: 32, commit: 'abc1234' });
    expect(made.optimizers[0]).toMatchObject({ id: 'quadratic', kind: 'learned' });
    expect(made.optimizers[0]?.sha256).toMatch(/^[0-9a-f]{64}$/);

    const { figures, rates } = figureIndexSchema.parse(read('index.json'));
    expect(figures).toMatchObject([{ figure: '4-left', verdicts: [{ kind: 'holds' }] }]);
    const [entry] = ratesFileSchema.parse(read(rates ?? '')).entries;
    expect(entry?.steps).toBe(100);
    expect(Object.keys(entry?.rates ?? {}).sort()).toEqual(['adam', 'nag', 'rmsprop', 'sgd']);

    expect((await command(...QUICK)).err).toBe('figure 4-left: up to date\n');
    expect(result()).toEqual(made);
  });

  test('computes again what another seed or another optimizer asks for, with the rates it has', async () => {
    await command(...QUICK);
    const rates = read('rates.json');
    await command(...QUICK, '--seed', '5');
    expect(result().seed).toBe(5);
    const own = inFolder('own.safetensors');
    writeFileSync(own, writeOptimizerFile(someOptimizer({ layers: 1, hiddenUnits: 3 })));
    await command(...QUICK, '--optimizer', own);
    expect(result().optimizers[0]).toMatchObject({ id: 'own', label: 'own' });
    expect(read('rates.json')).toEqual(rates);
  });

  test('refuses what it does not know, before it computes', async () => {
    const unknown = await command('figures', '--only', '7', '--out', out);
    expect(unknown.code).toBe(2);
    expect(unknown.err).toContain('4-left');
    expect(await command('figures', '--out', inFolder('nowhere'))).toMatchObject({ code: 2 });
    const noData = await command(
      ...['figures', '--only', '4-centre', '--out', out, '--data', inFolder('nothing')],
    );
    expect(noData.code).not.toBe(0);
    expect(noData.err).toContain('nothing');
  });

  test('digits of one’s own are named by their folder, and the error says how', async () => {
    for (const only of ['4-left', '4-centre']) {
      const refused = await command(
        ...['figures', '--only', only, '--out', out, '--data', 'files'],
      );
      expect(refused.code).toBe(2);
      expect(refused.err).toMatch(/--data files: .*--data FOLDER/);
    }
  });

  test('of one’s own digits nothing is kept for the next time: they may be others then', () => {
    const own = inFolder('own');
    mkdirSync(own);
    const files = new FigureFiles(own);
    const rate = { learningRate: 0.1, loss: 1, steps: 100, problems: 2, seed: 1, grid: [] };
    const settingOf = (data: 'mnist' | 'files') => {
      const [setting] = figurePlan('4-centre', data).settings;
      if (setting === undefined) throw new Error('no setting');
      return setting;
    };
    files.addRates(settingOf('files'), 100, { sgd: rate }, '2026-01-01');
    expect(readdirSync(own)).toEqual([]);
    files.addRates(settingOf('mnist'), 100, { sgd: rate }, '2026-01-01');
    expect(files.rates(settingOf('mnist').task, 100)).toEqual({ sgd: rate });
    // As an earlier version may have written it.
    const entry = { task: settingOf('files').task, steps: 100, rates: { sgd: rate }, date: '' };
    writeFileSync(path.join(own, 'rates.json'), JSON.stringify({ version: 1, entries: [entry] }));
    expect(files.rates(settingOf('files').task, 100)).toEqual({});

    const config: FigureConfig = {
      ...{ figure: '4-centre', data: 'files', problems: 8, seed: 1, learned: [], rates: {} },
      tuning: { problems: 2, seed: 3 },
    };
    const found = (data: 'mnist' | 'files') => ({
      ...{ version: 1 as const, figure: '4-centre' as const, data, problems: 8, seed: 1 },
      ...{
        date: '',
        appVersion: '',
        backend: 'wasm',
        seconds: 1,
        tuning: { problems: 2, seed: 3 },
      },
      ...{ optimizers: [], settings: [], verdicts: [] },
    });
    expect(isCurrent(found('files'), config, new Map())).toBe(false);
    expect(isCurrent(found('mnist'), { ...config, data: 'mnist' }, new Map())).toBe(true);
  });

  test('dissects an optimizer, with the rates that are there; then leaves it alone', async () => {
    const folder = inFolder('dissected');
    mkdirSync(folder);
    const files = new FigureFiles(folder);
    const [setting] = dissectionPlan('10', 'synthetic').settings;
    const rate = (learningRate: number) => ({
      ...{ learningRate, loss: 1, steps: 100, problems: 2, seed: 1, grid: [] },
    });
    const rates = { sgd: rate(1), nag: rate(0.3), rmsprop: rate(0.01), adam: rate(0.03) };
    files.addRates(setting, 100, rates, '2026-01-01');
    const own = inFolder('looked-into.safetensors');
    writeFileSync(own, writeOptimizerFile(someOptimizer({ layers: 1, hiddenUnits: 3 })));
    const call = [
      ...['figures', '--only', '10,11', '--data', 'synthetic', '--size', 'quick'],
      ...['--out', folder, '--optimizer', own],
    ];
    const first = await command(...call, '--commit', 'abc1234');
    expect(first).toMatchObject({ code: 0, out: '' });
    expect(first.err).toMatch(/figure 10: looked-into at coordinate \d+/);

    const history = files.dissected('10');
    const sweep = files.dissected('11');
    expect(history).toMatchObject({ figure: '10', data: 'synthetic', commit: 'abc1234' });
    expect(history?.optimizer).toMatchObject({ id: 'looked-into' });
    expect(history?.optimizer.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(history?.wouldBe.map(({ name, learningRate }) => [name, learningRate])).toEqual([
      ['sgd', 1],
      ['nag', 0.3],
      ['rmsprop', 0.01],
      ['adam', 0.03],
    ]);
    expect(sweep?.coordinate).toBe(history?.coordinate);
    const index = JSON.parse(readFileSync(path.join(folder, 'index.json'), 'utf8'));
    expect(figureIndexSchema.parse(index).figures).toMatchObject([
      { figure: '10', file: 'figure-10.json', verdicts: [] },
      { figure: '11', file: 'figure-11.json', verdicts: [] },
    ]);

    expect((await command(...call)).err).toBe('figure 10: up to date\nfigure 11: up to date\n');
    const again = await command(...call, '--only', '11', '--seed', '5');
    expect(again.err).toMatch(/figure 11: looked-into at/);
    expect(files.dissected('11')?.seed).toBe(5);
  });

  test('a damaged file is named, with what to do', async () => {
    writeFileSync(inFolder('figure-4-left.json'), '{"version":1');
    const refused = await command(...QUICK);
    expect(refused.code).toBe(1);
    expect(refused.err).toMatch(/figure-4-left\.json.*Remove it/);
  });
});
