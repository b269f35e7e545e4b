/** The command line as people run it: a process with an exit code, signals, and files that it leaves. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { version } from '../../package.json';
import { readCheckpointFile, readOptimizerFile } from '../../src/optimizerFile';
import type { Checkpoint } from '../../src/specs/training';
import { lines, optlab, temporaryFolder } from './helpers';

const inFolder = temporaryFolder();
const TINY =
  'train quadratic --batch 4 --horizon 8 --unroll 4 --hidden 3 --layers 1 --validation-problems 4 --validate-every 2 --set dimension=3'.split(
    ' ',
  );

const checkpointOf = (name: string) => {
  const file = inFolder(`${name}.checkpoint.safetensors`);
  return readCheckpointFile(readFileSync(file), file);
};
/** A run without the times that it took. */
const timeless = ({ seconds, validation, ...rest }: Checkpoint) => ({
  ...rest,
  validation: validation.map((point) => ({ ...point, seconds: 0 })),
});

beforeAll(async () => {
  // The first call bundles the sources if they have changed.
  const { code, out } = await optlab(['--version']);
  expect([code, out]).toEqual([0, `${version}\n`]);
}, 120_000);

describe('the process', () => {
  it('exits with 2 and one line for wrong usage', async () => {
    const { code, out, err } = await optlab(['tune', 'quadratic', '--optimizer', 'newton']);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(lines(err)).toHaveLength(1);
  });

  it('shows help with 0', async () => {
    const { code, out, err } = await optlab(['train', '--help']);
    expect(code).toBe(0);
    expect(out).toMatch(/--meta-lr/);
    expect(err).toBe('');
  });

  it('keeps standard output to the result', async () => {
    const { code, out } = await optlab(
      'evaluate quadratic --optimizer adam:lr=0.1 --count 2 --steps 3'.split(' '),
    );
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ task: 'quadratic', steps: 3, backend: 'wasm' });
  });
});

describe('train', () => {
  it('resumed, ends where it would have ended without a break', async () => {
    const whole = await optlab([...TINY, '--epochs', '8', '--out', inFolder('whole.safetensors')]);
    expect(whole.code).toBe(0);
    expect(JSON.parse(whole.out)).toMatchObject({ outcome: 'finished', horizons: 8 });
    expect(lines(whole.err).filter((line) => line.includes('validation mean'))).toHaveLength(5);

    const half = inFolder('half.safetensors');
    expect((await optlab([...TINY, '--epochs', '4', '--out', half])).code).toBe(0);
    const checkpoint = inFolder('half.checkpoint.safetensors');
    const rest = ['train', 'quadratic', '--epochs', '8', '--resume', checkpoint];
    expect((await optlab(rest)).code).toBe(0);

    expect(timeless(checkpointOf('half'))).toEqual(timeless(checkpointOf('whole')));
    const [a, b] = ['half', 'whole'].map((name) =>
      readOptimizerFile(readFileSync(inFolder(`${name}.safetensors`)), name),
    );
    expect(a?.tensors).toEqual(b?.tensors);
    expect(a?.training).toMatchObject({
      task: { name: 'quadratic', dimension: 3, initialScale: 0.01 },
      horizon: 8,
      unroll: 4,
      epochs: 8,
      seed: 1,
      metaOptimizer: 'adam',
      appVersion: version,
      backend: 'WebAssembly',
    });
    expect(a?.training.validationScore).toBe(checkpointOf('half').best?.score);
  });

  it('interrupted, saves a checkpoint to go on from', async () => {
    const out = inFolder('interrupted.safetensors');
    let sent = false;
    const stopped = await optlab([...TINY, '--epochs', '100000', '--out', out], (child, err) => {
      if (sent || !err.includes('horizon 4 of')) return;
      sent = true;
      child.kill('SIGINT');
    });
    expect(stopped.code).toBe(130);
    expect(stopped.out).toBe('');
    expect(lines(stopped.err).at(-1)).toMatch(
      /^optlab: Stopped after \d+ of 100000 horizons\. Go on with --resume .*interrupted\.checkpoint/,
    );
    const { horizonsDone } = checkpointOf('interrupted');
    expect(horizonsDone).toBeGreaterThanOrEqual(4);
    expect(readOptimizerFile(readFileSync(out), 'x').config.hiddenUnits).toBe(3);

    const next = String(horizonsDone + 2);
    const resumed = await optlab(['train', 'quadratic', '--epochs', next, '--resume', out]);
    expect(resumed.code).toBe(0);
    expect(checkpointOf('interrupted').horizonsDone).toBe(horizonsDone + 2);
  });
});

describe('a job', () => {
  it('that is stopped by SIGTERM saves a checkpoint, and the same job goes on from it', async () => {
    const file = inFolder('job.json');
    const training = {
      task: { name: 'quadratic', dimension: 3 },
      optimizer: { layers: 1, hiddenUnits: 3 },
      epochs: 60,
      horizon: 8,
      unroll: 4,
      problems: 4,
      validation: { every: 2, problems: 4 },
    };
    const config = {
      version: 1,
      training: { ...training, epochs: 200_000 },
      space: { metaLearningRate: { kind: 'values', values: [0.01, 0.02] } },
      strategy: { kind: 'grid' },
    };
    writeFileSync(file, JSON.stringify({ version: 1, command: 'search', config }));
    let asked = false;
    const stopped = await optlab(['job', file], (child) => {
      if (asked) return;
      asked = true;
      // It has said that it computes; a moment later it has horizons behind it.
      setTimeout(() => child.kill('SIGTERM'), 700);
    });
    expect(stopped.code).toBe(130);
    expect(stopped.err).toMatch(/Stopped after [1-9]\d* of 400000 horizons/);
    const result = () => JSON.parse(readFileSync(inFolder('job/result.json'), 'utf8'));
    expect(result()).toMatchObject({ status: 'stopped', error: { code: 'stopped' } });
    const saved = inFolder('job/trials/000.checkpoint.safetensors');
    const before = readCheckpointFile(readFileSync(saved), saved);
    expect(before.horizonsDone).toBeGreaterThan(0);

    let again = false;
    const resumed = await optlab(['job', file], (child) => {
      if (again) return;
      again = true;
      setTimeout(() => child.kill('SIGTERM'), 700);
    });
    expect(resumed.code).toBe(130);
    const after = readCheckpointFile(readFileSync(saved), saved);
    expect(after.horizonsDone).toBeGreaterThan(before.horizonsDone);
    expect(after.metaLoss.slice(0, before.metaLoss.length)).toEqual(before.metaLoss);
  }, 60_000);

  it('of a command that begins anew is stopped at once, too, and says so', async () => {
    const file = inFolder('race.json');
    const config = { task: { name: 'mnist' }, optimizers: ['mnist'], count: 4, steps: 100_000 };
    writeFileSync(file, JSON.stringify({ version: 1, command: 'evaluate', config }));
    let waiting: NodeJS.Timeout | undefined;
    const stopped = optlab(['job', file], undefined, (child) => {
      // Its folder is there when it begins.
      waiting = setInterval(() => {
        if (!existsSync(inFolder('race'))) return;
        clearInterval(waiting);
        setTimeout(() => child.kill('SIGTERM'), 1000);
      }, 50);
    });
    const { code, err } = await stopped.finally(() => clearInterval(waiting));
    expect(code).toBe(130);
    expect(lines(err).at(-1)).toBe('optlab: Stopped before it was done. The same job begins anew.');
    const result = JSON.parse(readFileSync(inFolder('race/result.json'), 'utf8'));
    expect(result).toMatchObject({ status: 'stopped', error: { code: 'stopped' } });
  }, 60_000);
});
