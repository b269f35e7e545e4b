/** Job files: what they leave behind, when they are skipped, how they go on, and a search made of jobs. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { version } from '../../package.json';
import { readCheckpointFile, readOptimizerFile } from '../../src/optimizerFile';
import type { Leaderboard } from '../../src/settingSearch/record';
import type { JobResult } from '../../src/specs/job';
import { halving, searchOf } from '../settingSearch/fixtures';
import { command, lines, temporaryFolder } from './helpers';

const inFolder = temporaryFolder();
const TASK = { name: 'quadratic', dimension: 3 };
const TRAINING = {
  task: TASK,
  optimizer: { layers: 1, hiddenUnits: 3 },
  epochs: 6,
  horizon: 6,
  unroll: 3,
  problems: 2,
  validation: { every: 2, problems: 4 },
};

function jobFile(name: string, job: object): string {
  const file = inFolder(`${name}.json`);
  writeFileSync(file, JSON.stringify({ version: 1, engine: { threads: 1 }, ...job }));
  return file;
}
const resultIn = (name: string): JobResult =>
  JSON.parse(readFileSync(path.join(inFolder(name), 'result.json'), 'utf8'));

async function done(file: string, ...more: string[]) {
  const { code, out, err } = await command('job', file, ...more);
  expect([code, err.includes('optlab:') ? err : '']).toEqual([0, '']);
  return JSON.parse(out) as { folder: string; status: string; skipped: boolean };
}

describe('job', () => {
  it('trains, and leaves the optimizer, a checkpoint and a result', async () => {
    const file = jobFile('training', { command: 'train', config: TRAINING });
    expect(await done(file)).toMatchObject({ folder: inFolder('training'), status: 'done' });
    const result = resultIn('training');
    expect(result).toMatchObject({
      version: 1,
      status: 'done',
      command: 'train',
      versions: { optlab: version, node: process.versions.node },
      job: { command: 'train', config: { epochs: 6, seed: 1 } },
      numbers: { outcome: 'finished', horizons: 6 },
      error: null,
      files: ['optimizer.checkpoint.safetensors', 'optimizer.safetensors'],
    });
    const optimizer = path.join(inFolder('training'), 'optimizer.safetensors');
    const { training } = readOptimizerFile(readFileSync(optimizer), optimizer);
    expect(training.validationScore).toBe(result.numbers?.validationScore);
    expect(result.numbers?.validation).toHaveLength(4);
  });

  it('is left alone when it is done, unless it is forced', async () => {
    const file = inFolder('training.json');
    const before = readFileSync(path.join(inFolder('training'), 'result.json'), 'utf8');
    expect(await done(file)).toMatchObject({ skipped: true });
    expect(readFileSync(path.join(inFolder('training'), 'result.json'), 'utf8')).toBe(before);
    expect(await done(file, '--force')).toMatchObject({ skipped: false });
    expect(resultIn('training').numbers?.validation).toEqual(JSON.parse(before).numbers.validation);
  });

  it('does not write over the result of another job', async () => {
    const other = jobFile('other', { command: 'train', config: { ...TRAINING, seed: 9 } });
    const { code, err } = await command('job', other, '--out', inFolder('training'));
    expect(code).toBe(2);
    expect(err).toContain('has the result of another job');
    expect(resultIn('training').job).toMatchObject({ config: { seed: 1 } });
  });

  it('goes on where a shorter one ended, as if it had been one', async () => {
    const out = inFolder('parts');
    const short = jobFile('short', { command: 'train', config: TRAINING, until: 2, out });
    await done(short);
    expect(resultIn('parts').numbers).toMatchObject({ outcome: 'stopped', horizons: 2 });
    await done(jobFile('long', { command: 'train', config: TRAINING, out }));
    expect(resultIn('parts').numbers).toMatchObject({ outcome: 'finished', horizons: 6 });
    const [a, b] = ['parts', 'training'].map((name) => {
      const at = path.join(inFolder(name), 'optimizer.checkpoint.safetensors');
      return readCheckpointFile(readFileSync(at), at);
    });
    expect(a?.phi).toEqual(b?.phi);
    expect(a?.adam).toEqual(b?.adam);
    expect(a?.metaLoss).toEqual(b?.metaLoss);
  });

  it('that fails leaves the error, and a code that is not 0', async () => {
    const config = {
      ...TRAINING,
      task: { name: 'surface', surface: 'beale' },
      optimizer: { ...TRAINING.optimizer, outputScale: 100 },
    };
    const diverging = await command('job', jobFile('diverging', { command: 'train', config }));
    expect(diverging.code).toBe(1);
    expect(resultIn('diverging')).toMatchObject({
      status: 'failed',
      error: { code: 'diverged' },
      numbers: { outcome: 'diverged' },
    });

    const missing = { command: 'evaluate', config: { task: TASK, optimizers: ['nobody'] } };
    const { code, err } = await command('job', jobFile('missing', missing));
    expect(code).toBe(2);
    expect(lines(err)).toHaveLength(1);
    expect(resultIn('missing')).toMatchObject({
      status: 'failed',
      error: { code: 'bad-input' },
      numbers: null,
    });
    expect(resultIn('missing').error?.message).toContain('nobody');
  });

  it('runs every other command', async () => {
    const optimizer = path.join(inFolder('training'), 'optimizer.safetensors');
    const problems = inFolder('problems.json');
    writeFileSync(
      problems,
      JSON.stringify({
        W: [
          [
            [1, 0],
            [0, 1],
          ],
        ],
        y: [[1, 2]],
        theta0: [[0.5, 0.5]],
      }),
    );
    const jobs = {
      evaluation: {
        command: 'evaluate',
        config: { task: TASK, optimizers: [optimizer, 'adam:lr=0.1'], count: 3, steps: 5, seed: 2 },
      },
      tuning: { command: 'tune', config: { task: TASK, optimizers: ['sgd'], steps: 5, count: 3 } },
      gradient: { command: 'meta-gradient', config: { optimizer, problems, unroll: 3 } },
      tracing: {
        command: 'trace',
        config: {
          task: TASK,
          optimizer,
          coordinates: '0,2',
          steps: 4,
          baselines: 'adam',
          rates: { adam: 0.1 },
          sweep: 'none',
          inside: false,
        },
      },
      exporting: { command: 'export', config: { optimizer, format: 'json' } },
      searching: {
        command: 'search',
        config: { ...searchOf({ strategy: { kind: 'random', trials: 2 } }) },
      },
    };
    for (const [name, job] of Object.entries(jobs)) {
      await done(jobFile(name, job));
      expect(resultIn(name)).toMatchObject({ status: 'done', command: job.command, error: null });
      expect(resultIn(name).files.length).toBeGreaterThan(0);
    }
    const { numbers } = resultIn('evaluation');
    const direct = await command(
      'evaluate',
      'quadratic',
      '--set',
      'dimension=3',
      '--optimizer',
      'adam:lr=0.1',
      '--count',
      '3',
      '--steps',
      '5',
      '--seed',
      '2',
    );
    const last = (JSON.parse(direct.out).results[0].loss as number[][]).at(-1) ?? [];
    const mean = last.reduce((sum, value) => sum + value, 0) / last.length;
    expect((numbers as { results: { mean: number }[] }).results[1]?.mean).toBeCloseTo(mean, 12);
    expect(resultIn('tuning').numbers?.rates).toHaveProperty('sgd');
    expect(resultIn('gradient').numbers?.metaLoss).toEqual(expect.any(Number));
    expect(resultIn('searching').numbers).toMatchObject({
      complete: true,
      strategy: { trials: 2 },
    });
  });

  it('exports a file that does not say its settings, under the name that the page would give it', async () => {
    const theirs = inFolder('theirs.v2.npz');
    expect((await command('export', 'mnist', '--format', 'npz', '--out', theirs)).code).toBe(0);
    const zip = await done(
      jobFile('zipping', { command: 'export', config: { optimizer: theirs, format: 'pytorch' } }),
    );
    expect(resultIn('zipping').files).toEqual(['theirs.v2-pytorch.zip']);
    expect(zip.status).toBe('done');
    const optimizer = `${theirs}:outputScale=0.05`;
    await done(jobFile('scaled', { command: 'export', config: { optimizer, format: 'json' } }));
    expect(resultIn('scaled').files).toEqual(['theirs.v2.json']);
    const config = { optimizer: theirs, format: 'safetensors', settings: 'deepmind' };
    await done(jobFile('preset', { command: 'export', config }));
    expect(resultIn('preset').files).toEqual(['theirs.v2.safetensors']);
  });

  it('says what a job file has', async () => {
    const { code, out } = await command('job', '--schema');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toHaveProperty('$schema');
    expect(out).toContain('metaLearningRate');
  });

  it('refuses what is no job, naming what is wrong', async () => {
    const wrong: [object | string, string][] = [
      ['{', 'is not JSON'],
      [{ version: 2, command: 'train', config: TRAINING }, 'expected a job of version 1'],
      [{ version: 1, command: 'dance', config: {} }, 'expected the command train, search'],
      [
        { version: 1, command: 'train', config: { ...TRAINING, unroll: 0 } },
        'config.unroll: expected a whole number',
      ],
      [{ version: 1, command: 'train', config: TRAINING, outt: 'x' }, 'outt'],
      [
        { version: 1, command: 'export', config: { optimizer: 'quadratic', format: 'onnx' } },
        'config.format: expected safetensors, npz, json, pytorch, jax or tfjs',
      ],
    ];
    for (const [content, what] of wrong) {
      const file = inFolder('wrong.json');
      writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
      const { code, err } = await command('job', file);
      expect(code).toBe(2);
      expect(lines(err)).toHaveLength(1);
      expect(err).toContain(what);
    }
    expect(existsSync(inFolder('wrong'))).toBe(false);
    expect(await command('job', inFolder('nowhere.json'))).toMatchObject({ code: 2 });
  });
});

describe('a search as jobs', () => {
  const config = searchOf({ strategy: halving(4, 2, 2), training: TRAINING });
  const jobs = inFolder('jobs');

  const split = async () => {
    const { code, out } = await command('job', '--split', inFolder('config.json'), '--into', jobs);
    expect(code).toBe(0);
    return lines(out);
  };
  const collect = async (): Promise<Leaderboard> => {
    const { code, out } = await command('search', '--collect', jobs);
    expect(code).toBe(0);
    return JSON.parse(out);
  };

  it('comes to the same leaderboard and the same optimizer as the search itself, rung by rung', async () => {
    mkdirSync(jobs);
    writeFileSync(inFolder('config.json'), JSON.stringify(config));
    const rungs: number[] = [];
    for (let files = await split(); files.length > 0; files = await split()) {
      rungs.push(files.length);
      // In any order: they know nothing of each other.
      for (const file of files.reverse()) await done(file);
      await collect();
    }
    expect(rungs).toEqual([4, 2, 1]);

    const whole = jobFile('whole', { command: 'search', config });
    await done(whole);
    const rows = ({ rows }: Leaderboard) => rows.map(({ seconds: _s, ...row }) => row);
    const collected = await collect();
    expect(rows(collected)).toEqual(rows(resultIn('whole').numbers as unknown as Leaderboard));
    const [a, b] = [jobs, inFolder('whole')].map((folder) => {
      const at = path.join(folder, 'best.safetensors');
      return readOptimizerFile(readFileSync(at), at);
    });
    expect(a?.tensors).toEqual(b?.tensors);
    expect(a?.training.search).toEqual(b?.training.search);
    expect(a?.training.backend).toBe(b?.training.backend);
  });

  it('says what is missing where only some have run', async () => {
    const some = inFolder('some');
    const { out } = await command('job', '--split', inFolder('config.json'), '--into', some);
    const [first = ''] = lines(out);
    await done(first);
    const { out: text } = await command('search', '--collect', some);
    const board = JSON.parse(text) as Leaderboard;
    expect(board.complete).toBe(false);
    expect(board.rows.filter((row) => row.state === 'waiting')).toHaveLength(3);
    expect(readdirSync(some)).toContain('best.safetensors');
  });

  it('does not mix two searches in one folder', async () => {
    writeFileSync(inFolder('config2.json'), JSON.stringify({ ...config, seed: 2 }));
    const { code, err } = await command('job', '--split', inFolder('config2.json'), '--into', jobs);
    expect(code).toBe(2);
    expect(err).toContain('another search');
  });

  it('leaves a search that is not made of jobs alone, and is not taken for one', async () => {
    const own = inFolder('whole');
    const before = readFileSync(path.join(own, 'search.json'), 'utf8');
    const ways = [
      ['search', '--collect', own],
      ['job', '--split', inFolder('config.json'), '--into', own],
    ];
    for (const way of ways) {
      const { code, err } = await command(...way);
      expect([code, err]).toEqual([2, expect.stringContaining('is not made of jobs')]);
    }
    expect(readFileSync(path.join(own, 'search.json'), 'utf8')).toBe(before);
    const { code, err } = await command('search', '--resume', '--out', jobs);
    expect([code, err]).toEqual([2, expect.stringContaining('has the jobs of a search')]);
  });
});
