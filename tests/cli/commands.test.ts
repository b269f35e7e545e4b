/** The commands within this process: what they write, and how they refuse. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { readOptimizerFile, writeOptimizerFile } from '../../src/optimizerFile';
import { learnedOptimizerFromPhi } from '../../src/specs/lstmShapes';
import type { Nested } from '../helpers/deviation';
import {
  ALLOWANCE,
  FLOAT32,
  flatPhi,
  type LstmVectors,
  lstmConfig,
  namedVectors,
  ownVectors,
  type PhiFile,
  type PhiVectors,
  type RolloutVectors,
} from '../helpers/vectors';
import { someOptimizer } from '../optimizerFile/fixtures';
import { command, lines, temporaryFolder } from './helpers';

const inFolder = temporaryFolder();
const small = inFolder('small.safetensors');
writeFileSync(small, writeOptimizerFile(someOptimizer({ layers: 1, hiddenUnits: 3 })));

/** Our own vectors as the files that a person would bring. */
function vectorFiles(kind: 'none' | 'logSign') {
  const rollout = ownVectors<RolloutVectors>(`rollout-${kind}`);
  const { phi } = ownVectors<PhiFile>(`phi-${kind}`);
  const config = lstmConfig(rollout, phi);
  const optimizer = inFolder(`phi-${kind}.safetensors`);
  const problems = inFolder(`problems-${kind}.json`);
  writeFileSync(
    optimizer,
    writeOptimizerFile(learnedOptimizerFromPhi(config, flatPhi(config, phi), {})),
  );
  const { W, y, theta0 } = rollout;
  writeFileSync(problems, JSON.stringify({ W, y, theta0 }));
  return { rollout, config, optimizer, problems };
}

async function json<T>(...argv: string[]): Promise<T> {
  const { code, out, err } = await command(...argv);
  expect(err).toBe('');
  expect(code).toBe(0);
  return JSON.parse(out) as T;
}

interface Evaluation {
  task: string;
  steps: number;
  backend: string;
  results: {
    optimizer: string;
    loss: (number | null)[][];
    finalTheta: number[][];
    divergence?: { step: number; message: string };
  }[];
}

describe('evaluate', () => {
  it.each(['none', 'logSign'] as const)('gives the losses of the vectors (%s)', async (kind) => {
    const { rollout, optimizer, problems } = vectorFiles(kind);
    const result = await json<Evaluation>(
      ...['evaluate', 'quadratic', '--optimizer', optimizer, '--problems', problems],
      ...['--steps', '20'],
    );
    expect(Object.keys(result)).toEqual(['task', 'steps', 'backend', 'results']);
    expect(result).toMatchObject({ task: 'quadratic', steps: 20, backend: 'wasm' });
    const [entry] = result.results;
    expect(Object.keys(entry ?? {})).toEqual(['optimizer', 'loss', 'finalTheta']);
    expect(entry?.optimizer).toBe(optimizer);
    expect(entry?.loss as Nested).toBeAllClose(rollout.f, {
      measure: 'relative',
      within: ALLOWANCE * FLOAT32.loss,
    });
    expect(entry?.finalTheta as Nested).toBeAllClose(rollout.theta[20] as Nested, {
      within: ALLOWANCE * FLOAT32.theta,
    });
  });

  it('samples the same problems for the same seed, and names each optimizer as it was named', async () => {
    const argv = ['evaluate', 'quadratic', '--count', '3', '--steps', '2', '--set', 'dimension=4'];
    const optimizers = ['--optimizer', 'sgd:lr=0.01', 'nag:lr=0.01', '--optimizer', small];
    const first = await json<Evaluation>(...argv, ...optimizers);
    expect(await json(...argv, ...optimizers)).toEqual(first);
    expect(first.results.map(({ optimizer }) => optimizer)).toEqual([
      'sgd:lr=0.01',
      'nag:lr=0.01',
      small,
    ]);
    for (const { loss, finalTheta } of first.results) {
      expect([loss.length, loss[0]?.length]).toEqual([3, 3]);
      expect([finalTheta.length, finalTheta[0]?.length]).toEqual([3, 4]);
      expect(loss[0]).toEqual(first.results[0]?.loss[0]);
    }
    const other = await json<Evaluation>(...argv, ...optimizers, '--seed', '2');
    expect(other.results[0]?.loss[0]).not.toEqual(first.results[0]?.loss[0]);
  });

  it('races L-BFGS, and says how often it looked at the function', async () => {
    const out = inFolder('lbfgs.json');
    const { code, err } = await command(
      ...['evaluate', 'quadratic', '--optimizer', 'lbfgs', 'adamw:lr=0.1', '--count', '2'],
      ...['--steps', '30', '--set', 'dimension=3', '--out', out],
    );
    expect(code).toBe(0);
    const [lbfgs, adamw] = (JSON.parse(readFileSync(out, 'utf8')) as Evaluation).results as {
      loss: number[][];
      evaluations?: number[];
    }[];
    expect(Math.max(...(lbfgs?.loss[30] ?? [1]))).toBeLessThan(1e-6);
    expect(lbfgs?.evaluations).toHaveLength(31);
    expect(lbfgs?.evaluations?.[30]).toBeGreaterThanOrEqual(30);
    expect(adamw?.evaluations).toBeUndefined();
    expect(err).toMatch(/lbfgs used [\d.]+ evaluations of f and its gradient for 30 steps/);
  });

  it('says where an optimizer diverged, and has no numbers from there on', async () => {
    const out = inFolder('diverged.json');
    const { code, err } = await command(
      ...['evaluate', 'quadratic', '--optimizer', 'sgd:lr=9', '--count', '2', '--steps', '40'],
      ...['--out', out],
    );
    expect(code).toBe(0);
    expect(err).toMatch(/^sgd:lr=9 diverged: .* by step \d+\. Lower its learning rate/);
    const [entry] = (JSON.parse(readFileSync(out, 'utf8')) as Evaluation).results;
    const step = entry?.divergence?.step ?? 0;
    expect(step).toBeGreaterThan(0);
    expect(entry?.loss[step - 1]).not.toContain(null);
    expect(entry?.loss[step]).toEqual([null, null]);
    expect(entry?.loss).toHaveLength(41);
  });
});

describe('meta-gradient', () => {
  it.each([
    ['none', [], 'firstOrder'],
    ['logSign', [], 'firstOrder'],
    ['none', ['--second-order'], 'secondOrder'],
    ['logSign', ['--second-order'], 'secondOrder'],
  ] as const)('gives the gradient of the vectors (%s %j)', async (kind, order, wanted) => {
    const { config, optimizer, problems } = vectorFiles(kind);
    const expected = ownVectors<
      LstmVectors & { metaLoss: number } & Record<'firstOrder' | 'secondOrder', PhiVectors>
    >(`meta-gradient-${kind}-K5`);
    const result = await json<{ metaLoss: number; gradient: Record<string, Nested> }>(
      ...['meta-gradient', 'quadratic', '--optimizer', optimizer, '--problems', problems],
      ...['--unroll', '5', ...order],
    );
    expect([result.metaLoss]).toBeAllClose([expected.metaLoss], {
      measure: 'relative',
      within: ALLOWANCE * FLOAT32.metaLoss,
    });
    const named = namedVectors(config, expected[wanted]);
    expect(Object.keys(result.gradient).sort()).toEqual(Object.keys(named).sort());
    for (const [name, numbers] of Object.entries(named)) {
      expect(result.gradient[name] as Nested).toBeAllClose(numbers, {
        what: name,
        measure: 'norm',
        // The slope of log-sign preprocessing makes more of roundings where it counts.
        within: wanted === 'firstOrder' ? ALLOWANCE * FLOAT32.metaGradient : 1e-4,
      });
    }
    expect(result.gradient['cells.0.weight_ih']).toHaveLength(4 * config.hiddenUnits);
  });
});

describe('tune', () => {
  it('gives each rate with its grid', async () => {
    const result = await json<{
      rates: Record<
        string,
        {
          learningRate: number;
          loss: number;
          grid: { learningRate: number; loss: number | null }[];
        }
      >;
    }>('tune', 'quadratic', '--optimizer', 'sgd', 'adam', '--count', '4', '--steps', '10');
    expect(result).toMatchObject({ task: 'quadratic', steps: 10, count: 4, seed: 1 });
    expect(Object.keys(result.rates)).toEqual(['sgd', 'adam']);
    for (const { learningRate, loss, grid } of Object.values(result.rates)) {
      const losses = grid.flatMap((entry) => entry.loss ?? []);
      expect(loss).toBe(Math.min(...losses));
      expect(grid.find((entry) => entry.loss === loss)?.learningRate).toBe(learningRate);
    }
  });
});

describe('inspect', () => {
  it('shows settings, record and tensors', async () => {
    const { code, out } = await command('inspect', small);
    expect(code).toBe(0);
    expect(out).toMatch(/^small\.safetensors: learned optimizer, 64 parameters/);
    expect(out).toMatch(/hiddenUnits +3\n/);
    expect(out).toMatch(/metaOptimizer +adam\n/);
    expect(out).toMatch(/cells\.0\.weight_hh +\[12, 3\] +rms 0\.\d+, from -/);
    const summary = await json<object>('inspect', small, '--json');
    expect(summary).toMatchObject({ kind: 'learned optimizer', settings: { hiddenUnits: 3 } });
  });
});

describe('export', () => {
  it('writes JSON with the same numbers', async () => {
    const out = inFolder('small.json');
    expect(await command('export', small, '--format', 'json', '--out', out)).toMatchObject({
      code: 0,
      out: '',
    });
    const content = JSON.parse(readFileSync(out, 'utf8')) as { tensors: Record<string, Nested> };
    expect(content).toMatchObject({ format: 'learned-optimizer-lab', rule: 'lstm', layers: 1 });
    const { tensors } = readOptimizerFile(readFileSync(small), 'x');
    expect(Object.keys(content.tensors).sort()).toEqual(Object.keys(tensors).sort());
    for (const [name, { values }] of Object.entries(tensors)) {
      expect(content.tensors[name] as Nested).toBeAllClose(values, { what: name, within: 0 });
    }
  });

  it('writes an npz with one array for each tensor', async () => {
    const out = inFolder('small.npz');
    expect((await command('export', small, '--format', 'npz', '--out', out)).code).toBe(0);
    const files = unzipSync(readFileSync(out));
    expect(Object.keys(files).sort()).toEqual([
      '__metadata__.npy',
      'cells.0.bias_hh.npy',
      'cells.0.bias_ih.npy',
      'cells.0.weight_hh.npy',
      'cells.0.weight_ih.npy',
      'output.bias.npy',
      'output.weight.npy',
    ]);
    const values = files['output.weight.npy']?.slice(128).buffer ?? new ArrayBuffer(0);
    const { tensors } = readOptimizerFile(readFileSync(small), 'x');
    expect(new Float32Array(values)).toEqual(tensors['output.weight']?.values);
  });
});

describe('wrong usage', () => {
  it.each<[string, RegExp]>([
    ['paint', /unknown command 'paint'/],
    ['evaluate', /--optimizer/],
    ['evaluate quadratic --optimiser adam:lr=1', /--optimizer/],
    ['evaluate quadratic --optimizer adam', /it has no rate/],
    ['evaluate quadratic --optimizer nobody', /neither a file/],
    ['evaluate cubic --optimizer adam:lr=1', /no task "cubic"/],
    ['evaluate quadratic --optimizer adam:lr=1 --steps 0', /--steps .* from 1 to/],
    ['evaluate quadratic --optimizer adam:lr=1 --backend gpu', /Allowed choices are auto/],
    ['evaluate quadratic --optimizer adam:lr=1 --threads 0', /--threads .* from 1 to 64/],
    ['train quadratic --out a.safetensors --threads 65', /--threads .* from 1 to 64/],
    ['tune quadratic --threads two', /--threads .* from 1 to 64/],
    ['evaluate quadratic --optimizer adam:lr=1 --set size=3', /its settings are dimension/],
    ['evaluate quadratic --optimizer adam:lr=1 --problems p.json --count 3', /--count is for/],
    ['evaluate surface --optimizer adam:lr=1 --problems p.json', /--problems are quadratics/],
    ['evaluate quadratic --optimizer adam:lr=1 --out no/such/folder/x', /folder does not exist/],
    ['tune quadratic --optimizer lstm', /learning rates are tuned for sgd, nag, rmsprop, adam/],
    ['tune quadratic --optimizer lbfgs', /L-BFGS has no learning rate/],
    ['trace quadratic --optimizer lbfgs --coordinates 0', /updates follow from gradients/],
    ['meta-gradient quadratic --optimizer x --problems p.json', /--unroll/],
    ['meta-gradient quadratic --optimizer adam:lr=1 --problems p.json --unroll 5', /by hand/],
    ['train quadratic', /--out FILE is missing/],
    ['train quadratic --out a.checkpoint.safetensors', /names a checkpoint/],
    ['train quadratic --out a.safetensors --unroll 0', /--unroll .* from 1 to 1000/],
    ['train quadratic --out a.safetensors --meta-lr fast', /RATE\[,HORIZON:RATE…\]/],
    ['inspect nothing.safetensors', /no file or pretrained optimizer/],
    [
      'export x --format npz --out y --settings mine',
      /--settings .* Allowed choices are paper, deepmind/,
    ],
    ['export x --format onnx --out y', /Allowed choices/],
  ])('%s', async (argv, message) => {
    const { code, out, err } = await command(...argv.split(' '));
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(lines(err)).toHaveLength(1);
    expect(err).toMatch(/^optlab: /);
    expect(err).toMatch(message);
  });

  it('shows the commands where none is given', async () => {
    const { code, out, err } = await command();
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toMatch(/meta-gradient/);
  });
});

describe('bad files', () => {
  const broken = inFolder('broken.safetensors');
  writeFileSync(broken, readFileSync(small).subarray(0, 500));
  const words = inFolder('words.json');
  writeFileSync(words, '{"W": 1}');

  it.each([
    [['inspect', broken], /broken\.safetensors: is cut off within its header/],
    [['evaluate', 'quadratic', '--optimizer', broken], /cut off/],
    [
      ['evaluate', 'quadratic', '--optimizer', 'sgd:lr=1', '--problems', words],
      /words\.json: W is/,
    ],
    [
      ['evaluate', 'quadratic', '--optimizer', 'sgd:lr=1', '--problems', 'none'],
      /none cannot be read/,
    ],
    [['train', 'quadratic', '--resume', small], /not the checkpoint of a training run/],
  ])('are refused in one line: %j', async (argv, message) => {
    const { code, out, err } = await command(...argv);
    expect(code).toBe(1);
    expect(out).toBe('');
    expect(lines(err)).toHaveLength(1);
    expect(err).toMatch(message);
    expect(existsSync(inFolder('broken.checkpoint.safetensors'))).toBe(false);
  });
});
