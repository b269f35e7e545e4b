/** `figures`: what it writes, what it leaves alone, and how it refuses. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeOptimizerFile } from '../../src/optimizerFile';
import {
  figureIndexSchema,
  figureRatesFileSchema,
  figureResultSchema,
} from '../../src/specs/figureResult';
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
    const [entry] = figureRatesFileSchema.parse(read(rates ?? '')).entries;
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

  test('a damaged file is named, with what to do', async () => {
    writeFileSync(inFolder('figure-4-left.json'), '{"version":1');
    const refused = await command(...QUICK);
    expect(refused.code).toBe(1);
    expect(refused.err).toMatch(/figure-4-left\.json.*Remove it/);
  });
});
