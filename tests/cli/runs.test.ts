import { readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { readLibraryFile, writeLibraryFile } from '../../src/libraryFile';
import { readCheckpointFile, readOptimizerFile } from '../../src/optimizerFile';
import { MADE, specimen } from '../libraryFile/specimen';
import { command, lines, temporaryFolder } from './helpers';

const inFolder = temporaryFolder();
const LIBRARY = inFolder('library.zip');

beforeAll(() => writeFileSync(LIBRARY, writeLibraryFile(specimen(), MADE)));

describe('runs of a library file', () => {
  test('are listed, as text and as JSON', async () => {
    const { code, out } = await command('runs', LIBRARY);
    expect(code).toBe(0);
    expect(lines(out)).toEqual([
      'run-training  training  stopped  12/40 horizons  best validation 0.5000  LSTM 1 × 2, quadratics  #first #quadratics',
      'run-race  race  done  3/3 steps  loss, Mine 1.000  Race, quadratics  #first #quadratics',
    ]);
    const json = await command('runs', LIBRARY, 'list', '--json');
    expect(lines(json.out).map((line) => JSON.parse(line))).toEqual(
      specimen().runs.map(({ record }) => record),
    );
  });

  test('are shown with their curves', async () => {
    const { out } = await command('runs', LIBRARY, 'show', 'run-race');
    const { curves } = JSON.parse(out);
    const adam = curves.find(({ name }: { name: string }) => name === 'Adam');
    expect(adam).toEqual({ name: 'Adam', unit: 'steps', x: [0, 1, 2, 3], y: [7, 6, 5, 4] });
  });

  test('are exported as files: a training with its optimizer and the checkpoint to resume', async () => {
    const out = inFolder('exported');
    const ended = await command('runs', LIBRARY, 'export', 'run-training', '--out', out);
    expect(ended.code).toBe(0);
    const file = (name: string) => readFileSync(`${out}/run-training${name}`);
    expect(JSON.parse(file('.json').toString()).name).toBe('LSTM 1 × 2, quadratics');
    expect(lines(file('.curves.csv').toString()).slice(0, 2)).toEqual([
      'curve,unit,x,y',
      '"meta-loss",horizons,0.5,1',
    ]);
    expect(readOptimizerFile(file('.safetensors'), 'it').training.bestEpoch).toBe(10);
    const checkpoint = readCheckpointFile(file('.checkpoint.safetensors'), 'it');
    expect(checkpoint).toMatchObject({ horizonsDone: 12, metaLoss: { length: 24 } });
    // What was exported is itself a folder of results.
    const again = await command('runs', out);
    expect(lines(again.out)).toEqual([
      'run-training  training  stopped  12/40 horizons  best validation 0.5000  run-training',
    ]);
    const zip = inFolder('again.zip');
    await command('runs', out, 'export', 'all', '--out', zip);
    const library = readLibraryFile(readFileSync(zip), 'again.zip');
    expect(library.runs[0]?.record).toMatchObject({ id: 'run-training', state: 'stopped' });
  });

  test('that are damaged, not there, or not asked for rightly are refused', async () => {
    const broken = inFolder('broken.zip');
    writeFileSync(broken, readFileSync(LIBRARY).subarray(0, 500));
    const told = async (...argv: string[]) => {
      const { code, err } = await command('runs', ...argv);
      expect(code).not.toBe(0);
      return err;
    };
    expect(await told(broken)).toContain('broken.zip: is no zip that can be read');
    expect(await told(inFolder('nothing'))).toContain('cannot be read');
    expect(await told(LIBRARY, 'show')).toContain('which run?');
    expect(await told(LIBRARY, 'show', 'run-none')).toContain('there is no run run-none');
    expect(await told(LIBRARY, 'frobnicate')).toContain('list, show, export');
    expect(await told(LIBRARY, 'export', 'all')).toContain('--out is missing');
  });
});
