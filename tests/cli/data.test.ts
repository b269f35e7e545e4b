import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { filesIn, hasDigitFiles, putDigits } from '../../src/cli/dataFolder';
import { readDigitFiles } from '../../src/datasets/mnistFiles';
import { readDigitsIndex } from '../../src/datasets/mnistSources';
import { idxImages, smallMnist } from '../helpers/digitFiles';
import { command, temporaryFolder } from './helpers';

const small = smallMnist();
const inFolder = temporaryFolder();

function folderWith(name: string, files: Record<string, Uint8Array>): string {
  const folder = inFolder(name);
  mkdirSync(folder, { recursive: true });
  for (const [file, bytes] of Object.entries(files)) writeFileSync(`${folder}/${file}`, bytes);
  return folder;
}

describe('npm run data', () => {
  test('takes a folder’s files, gzipped or not, checks them, and lists them for the page', async () => {
    const from = folderWith('from', {
      ...small.raw,
      'train-labels-idx1-ubyte.gz': small.files[1]?.bytes ?? new Uint8Array(0),
      'notes.txt': new Uint8Array(3),
    });
    const files = filesIn(from);
    expect(files.map(({ name }) => name)).toEqual([
      'train-images-idx3-ubyte',
      'train-labels-idx1-ubyte.gz',
      't10k-images-idx3-ubyte',
      't10k-labels-idx1-ubyte',
    ]);
    const to = inFolder('to/data/mnist');
    await putDigits(files, to, { withIndex: true, pins: small.pins });
    expect(readdirSync(to).sort()).toEqual([
      'index.json',
      ...small.files.map(({ name }) => name).sort(),
    ]);
    const { original } = await readDigitFiles(filesIn(to), small.pins);
    expect(original).toBe(true);
    const index = readDigitsIndex(readFileSync(`${to}/index.json`, 'utf8'), 'https://lab/d/');
    expect(index.files.map(({ address }) => address)).toEqual(
      small.files.map(({ name }) => `https://lab/d/${name}`),
    );
  });

  test('copies nothing where one is missing or not MNIST’s', async () => {
    const to = inFolder('nothing');
    const { 't10k-images-idx3-ubyte': _gone, ...three } = small.raw;
    const from = folderWith('three', three);
    expect(() => filesIn(from)).toThrow(/three has no t10k-images-idx3-ubyte\.gz and no/);
    expect(() => filesIn(inFolder('nowhere'))).toThrow(/nowhere cannot be read/);
    const other = folderWith('other', {
      ...small.raw,
      't10k-images-idx3-ubyte': idxImages(20, 99),
    });
    await expect(
      putDigits(filesIn(other), to, { withIndex: true, pins: small.pins }),
    ).rejects.toMatchObject({
      code: 'bad-file',
      message: expect.stringMatching(
        /^t10k-images-idx3-ubyte is not MNIST's: it unpacks to SHA-256 [0-9a-f]{64}, expected/,
      ),
    });
    expect(existsSync(to)).toBe(false);
  });

  test('a folder has digits where one of the files is there', () => {
    expect(hasDigitFiles(folderWith('some', { 'train-images-idx3-ubyte.gz': idxImages(1) }))).toBe(
      true,
    );
    expect(hasDigitFiles(folderWith('none', { 'index.json': new Uint8Array(2) }))).toBe(false);
    expect(hasDigitFiles(inFolder('nowhere'))).toBe(false);
  });
});

describe('a command on digits', () => {
  const race = (folder: string) =>
    command(
      ...['evaluate', 'mnist', '--optimizer', 'sgd:lr=0.1', '--steps', '2', '--count', '1'],
      ...['--set', `data=${folder}`, '--set', 'hiddenUnits=2', '--set', 'side=7'],
      ...['--set', 'batch=2'],
    );

  test('reads the folder that it names', async () => {
    const { code, out } = await race(folderWith('own', small.raw));
    expect(code).toBe(0);
    expect(JSON.parse(out).results[0].loss).toHaveLength(3);
  });

  test('of a folder that is not as it should be ends in one line', async () => {
    const damaged = folderWith('damaged', {
      ...small.raw,
      'train-images-idx3-ubyte': small.raw['train-images-idx3-ubyte'].subarray(0, 1000),
    });
    const cut = await race(damaged);
    expect(cut.code).toBe(1);
    expect(cut.err.trim().split('\n')).toHaveLength(1);
    expect(cut.err).toContain('train-images-idx3-ubyte: it is cut off');
    const none = await race(inFolder('nowhere'));
    expect(none.code).toBe(1);
    expect(none.err).toContain('nowhere cannot be read');
  });

  test('spaces around the equals sign of a folder do not matter', async () => {
    const { code } = await race(` ${folderWith('spaced', small.raw)} `);
    expect(code).toBe(0);
  });

  test('digits of one’s own are never replaced by what lies in the usual folder', async () => {
    const { code, err } = await race('files');
    expect(code).toBe(2);
    expect(err).toContain('name their folder by --set data=FOLDER');
  });

  test('a training on digits of one’s own goes on with their folder, and only with it', async () => {
    const folder = folderWith('resumed', small.raw);
    const out = inFolder('own.safetensors');
    const train = (...more: string[]) =>
      command(...['train', 'mnist', '--epochs', '1', '--backend', 'cpu', ...more]);
    const first = await train(
      ...['--out', out, '--horizon', '2', '--unroll', '2', '--batch', '1', '--hidden', '2'],
      ...['--validation-problems', '1', '--set', `data=${folder}`, '--set', 'side=7'],
      ...['--set', 'hiddenUnits=2', '--set', 'batch=2'],
    );
    expect(first).toMatchObject({ code: 0 });
    const without = await train('--resume', out);
    expect(without.code).toBe(2);
    expect(without.err).toContain('name their folder');
    const goesOn = await train('--resume', out, '--epochs', '2', '--set', `data=${folder}`);
    expect(goesOn).toMatchObject({ code: 0 });
  });
});
