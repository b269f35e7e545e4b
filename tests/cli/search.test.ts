/** Searches on the command line: what they find, how they go on, and that a trial is an ordinary training. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCheckpointFile, readOptimizerFile } from '../../src/optimizerFile';
import type { Leaderboard } from '../../src/settingSearch/record';
import { searchStateSchema } from '../../src/specs/search';
import type { Checkpoint } from '../../src/specs/training';
import { command, lines, temporaryFolder } from './helpers';

const inFolder = temporaryFolder();
const TRAINING =
  '--batch 4 --horizon 8 --unroll 4 --hidden 3 --layers 1 --epochs 8 --validation-problems 4 --validate-every 2 --set dimension=3 --threads 1'.split(
    ' ',
  );
const search = (...more: string[]) => command('search', 'quadratic', ...TRAINING, ...more);

const checkpointIn = (...place: string[]): Checkpoint => {
  const file = path.join(inFolder(''), ...place);
  return readCheckpointFile(readFileSync(file), file);
};
const stateIn = (folder: string) =>
  searchStateSchema.parse(
    JSON.parse(readFileSync(path.join(inFolder(folder), 'search.json'), 'utf8')),
  );

/** Without the times that it took. */
const timeless = ({ seconds: _seconds, validation, ...rest }: Checkpoint) => ({
  ...rest,
  validation: validation.map(({ seconds: _s, ...point }) => point),
});

async function board(...argv: string[]): Promise<Leaderboard & { out: string }> {
  const { code, out, err } = await search(...argv);
  expect([code, err.includes('optlab:')]).toEqual([0, false]);
  return JSON.parse(out);
}

describe('search', () => {
  it('trains every trial, ranks them by validation, and writes the best', async () => {
    const found = await board('--trials', '4', '--out', inFolder('random'));
    expect(found.rows.map((row) => row.state)).toEqual(Array(4).fill('finished'));
    const scores = found.rows.map((row) => row.score ?? Number.NaN);
    expect(scores).toEqual([...scores].sort((a, b) => a - b));
    expect(found).toMatchObject({ complete: true, horizons: { used: 32, planned: 32 } });
    expect(found.best).toBe(found.rows[0]?.number);

    const file = path.join(inFolder('random'), 'best.safetensors');
    const best = readOptimizerFile(readFileSync(file), file);
    expect(best.training).toMatchObject({
      validationScore: found.rows[0]?.score,
      search: { strategy: 'random', trials: 4, trial: found.best, seed: 1 },
    });
  });

  it('has trials that are what `train` makes of the same settings, to the last bit', async () => {
    const { rows } = await board(
      '--trials',
      '3',
      '--out',
      inFolder('same'),
      '--vary',
      'meta-lr=1e-3..0.1',
      '--vary',
      'preprocess=log-sign',
    );
    const one = rows.find((row) => row.number === 1);
    const rate = String(one?.settings.metaLearningRate);
    const out = inFolder('alone.safetensors');
    const alone = await command(
      'train',
      'quadratic',
      ...TRAINING,
      '--validation-steps',
      '8',
      '--meta-lr',
      rate,
      '--preprocess',
      'log-sign',
      '--out',
      out,
    );
    expect(alone.code).toBe(0);
    expect(timeless(checkpointIn('same', 'trials', '001.checkpoint.safetensors'))).toEqual(
      timeless(checkpointIn('alone.checkpoint.safetensors')),
    );
  });

  it('halves: the best go on from their checkpoints, and end as if they had never stopped', async () => {
    const found = await board(
      '--strategy',
      'halving',
      '--trials',
      '4',
      '--eta',
      '2',
      '--first',
      '2',
      '--out',
      inFolder('halving'),
    );
    expect(found.rows.map((row) => [row.rung, row.horizonsDone])).toEqual([
      [2, 8],
      [1, 4],
      [0, 2],
      [0, 2],
    ]);
    // 4 trials for 2 horizons, 2 for 2 more, 1 for 4 more.
    expect(found.horizons).toEqual({ used: 16, planned: 16 });
    const best = found.rows[0];
    const out = inFolder('whole.safetensors');
    await command(
      'train',
      'quadratic',
      ...TRAINING,
      '--validation-steps',
      '8',
      '--meta-lr',
      String(best?.settings.metaLearningRate),
      '--out',
      out,
    );
    const name = `${String(best?.number).padStart(3, '0')}.checkpoint.safetensors`;
    expect(timeless(checkpointIn('halving', 'trials', name))).toEqual(
      timeless(checkpointIn('whole.checkpoint.safetensors')),
    );
  });

  it('judges all trials over the same steps, whatever their horizon', async () => {
    const { rows } = await board(
      '--strategy',
      'grid',
      '--vary',
      'horizon=4,8',
      '--out',
      inFolder('horizons'),
    );
    const untrained = rows.map((row) => stateIn('horizons').trials[row.number]?.validation[0]?.[1]);
    // Before any training both have the same weights, and are measured alike.
    expect(untrained[0]).toBe(untrained[1]);
  });

  it('names trials that diverged, and ranks them last', async () => {
    const small =
      '--batch 2 --horizon 6 --unroll 3 --hidden 3 --layers 1 --epochs 4 --validation-problems 2 --validate-every 2';
    const argv = `surface --set surface=beale ${small} --threads 1 --strategy grid --vary output-scale=0.001,100`;
    const out = inFolder('diverged');
    const { code, out: text } = await command('search', ...argv.split(' '), '--out', out);
    expect(code).toBe(0);
    const found = JSON.parse(text) as Leaderboard;
    expect(found.rows.map((row) => row.state)).toEqual(['finished', 'diverged']);
    expect(found.rows[1]).toMatchObject({ settings: { outputScale: 100 } });
    expect(found.rows[1]?.trouble).toMatch(/^the loss exploded at step/);
  });

  it('goes on where it was', async () => {
    const whole = await board('--trials', '3', '--out', inFolder('unbroken'));
    await board('--trials', '3', '--out', inFolder('broken'));
    // As it is where it was stopped in the second trial: that one has a checkpoint, the third has none.
    const file = path.join(inFolder('broken'), 'search.json');
    const state = stateIn('broken');
    const trials = state.trials.map((trial, i) =>
      i === 0
        ? trial
        : {
            ...trial,
            state: 'waiting',
            horizonsDone: 0,
            validation: [],
            score: null,
            bestHorizon: null,
          },
    );
    writeFileSync(file, JSON.stringify({ ...state, trials }));
    rmSync(path.join(inFolder('broken'), 'trials', '002.checkpoint.safetensors'));
    const { code, out } = await command('search', '--resume', '--out', inFolder('broken'));
    expect(code).toBe(0);
    const rows = (of: Leaderboard) => of.rows.map(({ seconds: _s, ...row }) => row);
    expect(rows(JSON.parse(out))).toEqual(rows(whole));
  });

  it('refuses what it cannot do, with one line', async () => {
    const refused: [string[], string][] = [
      [[], '--out FOLDER is missing'],
      [['--out', inFolder('random')], 'has a search already'],
      [['--out', inFolder('x'), '--vary', 'momentum=1..2'], 'of meta-lr, output-scale'],
      [['--out', inFolder('x'), '--vary', 'meta-lr=0.1..0.01'], 'low must not be above high'],
      [['--out', inFolder('x'), '--vary', 'meta-lr=0..1'], 'expected a number above 0'],
      [['--out', inFolder('x'), '--vary', 'preprocess=1..2'], '--vary preprocess=1..2'],
      [['--out', inFolder('x'), '--strategy', 'grid', '--trials', '3'], '--trials means nothing'],
      [['--out', inFolder('x'), '--eta', '3'], '--eta means nothing'],
      [['--out', inFolder('random'), '--resume'], 'cannot change when a search goes on'],
    ];
    for (const [argv, what] of refused) {
      const { code, err, out } = await search(...argv);
      expect([code, out]).toEqual([2, '']);
      expect(lines(err)).toHaveLength(1);
      expect(err).toContain(what);
    }
    expect(existsSync(inFolder('x'))).toBe(false);
  });

  it('takes what is varied from a file', async () => {
    const space = inFolder('space.json');
    writeFileSync(space, JSON.stringify({ hiddenUnits: { kind: 'values', values: [2, 3] } }));
    const found = await board(
      '--strategy',
      'grid',
      '--space',
      space,
      '--out',
      inFolder('fromFile'),
    );
    expect(found.varied).toEqual(['hiddenUnits']);
    expect(found.rows).toHaveLength(2);
    writeFileSync(space, '{"hiddenUnits": 3}');
    const { code, err } = await search('--space', space, '--out', inFolder('x'));
    expect(code).toBe(2);
    expect(err).toMatch(/--space .*hiddenUnits/);
  });
});
