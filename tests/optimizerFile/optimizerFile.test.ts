import { describe, expect, it } from 'vitest';
import {
  MissingSettings,
  readOptimizerFile,
  writeOptimizerFile,
} from '../../src/optimizerFile/optimizerFile';
import {
  readSafetensors,
  type StoredTensor,
  writeSafetensors,
} from '../../src/optimizerFile/safetensors';
import { phiFromLearnedOptimizer } from '../../src/specs/lstmShapes';
import type { LstmConfig } from '../../src/specs/optimizer';
import { labErrorOf, randomSource, someOptimizer } from './fixtures';

/** The file of `someOptimizer(config)` with its metadata and tensors changed. */
function changed(
  config: Partial<LstmConfig>,
  change: (metadata: Map<string, string>, tensors: Map<string, StoredTensor>) => void,
): Uint8Array {
  const { metadata, tensors } = readSafetensors(writeOptimizerFile(someOptimizer(config)), 'x');
  change(metadata, tensors);
  return writeSafetensors(tensors, metadata);
}

const read = (bytes: Uint8Array, missing?: Partial<LstmConfig>) =>
  readOptimizerFile(bytes, 'x.safetensors', missing);

describe('round trip', () => {
  const configs: Partial<LstmConfig>[] = [
    {},
    { layers: 1, hiddenUnits: 3 },
    { layers: 3, hiddenUnits: 5, preprocess: 'log-sign', p: 7.5, outputScale: 0.001 },
    { layers: 2, hiddenUnits: 4, preprocess: 'rnnprop', output: 'tanh' },
  ];
  it.each(configs)('keeps everything of %o', (config) => {
    const optimizer = { ...someOptimizer(config), extra: { author: 'Zoë', note: '"quoted"' } };
    const bytes = writeOptimizerFile(optimizer);
    expect(read(bytes)).toEqual(optimizer);
    expect(writeOptimizerFile(read(bytes))).toEqual(bytes);
  });

  it('has the tensors of PyTorch and the metadata as strings', () => {
    const { metadata, tensors } = readSafetensors(writeOptimizerFile(someOptimizer()), 'x');
    expect(Object.fromEntries([...tensors].map(([name, { shape }]) => [name, shape]))).toEqual({
      'cells.0.weight_ih': [80, 1],
      'cells.0.weight_hh': [80, 20],
      'cells.0.bias_ih': [80],
      'cells.0.bias_hh': [80],
      'cells.1.weight_ih': [80, 20],
      'cells.1.weight_hh': [80, 20],
      'cells.1.bias_ih': [80],
      'cells.1.bias_hh': [80],
      'output.weight': [1, 20],
      'output.bias': [1],
    });
    expect(tensors.get('cells.1.bias_hh')?.values).toEqual(new Float32Array(80));
    expect(Object.fromEntries(metadata)).toMatchObject({
      format: 'learned-optimizer-lab',
      version: '1',
      rule: 'lstm',
      preprocess: 'none',
      p: '10',
      outputScale: '0.1',
      hiddenUnits: '20',
      layers: '2',
    });
    expect(JSON.parse(metadata.get('training') ?? '')).toMatchObject({ horizon: 100, seed: 7 });
  });

  it('reads a file from before outputs could be bounded: they were linear', () => {
    const bytes = changed({ output: 'linear' }, (metadata) => metadata.delete('output'));
    expect(read(bytes)).toEqual(someOptimizer());
    const odd = changed({}, (metadata) => metadata.set('output', 'softmax'));
    expect(labErrorOf(() => read(odd)).message).toMatch(/the setting output is "softmax"/);
  });

  it('takes two inputs for what the metadata say they are', () => {
    const bytes = changed({ preprocess: 'log-sign' }, (metadata) => {
      metadata.set('preprocess', 'rnnprop');
      metadata.delete('p');
    });
    expect(read(bytes).config.preprocess).toBe('rnnprop');
  });

  it('adds the two biases, as PyTorch does', () => {
    const config = { layers: 1, hiddenUnits: 2 };
    const bytes = changed(config, (_, tensors) => {
      const shape = [8];
      tensors.set('cells.0.bias_ih', { shape, values: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8) });
      tensors.set('cells.0.bias_hh', { shape, values: new Float32Array(8).fill(0.5) });
    });
    const optimizer = read(bytes);
    const sum = Float32Array.of(1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5, 8.5);
    expect(optimizer.tensors['cells.0.bias_ih']?.values).toEqual(sum);
    expect(optimizer.tensors['cells.0.bias_hh']?.values).toEqual(new Float32Array(8));
    expect(phiFromLearnedOptimizer(read(writeOptimizerFile(optimizer)))).toEqual(
      phiFromLearnedOptimizer(optimizer),
    );
  });

  it('keeps unknown keys of the metadata and of the training record', () => {
    const bytes = changed({}, (metadata) => {
      metadata.set('licence', 'MIT');
      metadata.set('__proto__', 'polluted?');
      metadata.set('training', '{"horizon": 100, "lab": {"deep": [1, 2]}}');
    });
    const again = readSafetensors(writeOptimizerFile(read(bytes)), 'x').metadata;
    expect(again.get('licence')).toBe('MIT');
    expect(again.get('training')).toBe('{"horizon":100,"lab":{"deep":[1,2]}}');
    expect(({} as Record<string, unknown>).licence).toBeUndefined();
  });

  it('leaves out of the record what JSON cannot hold', () => {
    const optimizer = someOptimizer();
    optimizer.training.validationScore = Number.NaN;
    expect(read(writeOptimizerFile(optimizer)).training).not.toHaveProperty('validationScore');
  });

  it('reads float64 tensors, rounded', () => {
    const bytes = changed({ layers: 1, hiddenUnits: 1 }, (_, tensors) => {
      tensors.set('output.bias', { shape: [1], values: Float64Array.of(0.1) });
    });
    expect(read(bytes).tensors['output.bias']?.values).toEqual(Float32Array.of(0.1));
  });
});

describe('a file without our metadata', () => {
  const foreign = (config: Partial<LstmConfig>) =>
    changed(config, (metadata) => {
      metadata.clear();
      metadata.set('format', 'pt');
      metadata.set('author', 'somebody');
    });

  it('asks for the output scale, having seen the rest', () => {
    const error = labErrorOf(() => read(foreign({ layers: 1, hiddenUnits: 7 })));
    expect(error).toBeInstanceOf(MissingSettings);
    expect(error.code).toBe('bad-file');
    expect(error).toMatchObject({
      inferred: { rule: 'lstm', layers: 1, hiddenUnits: 7, preprocess: 'none' },
      needed: ['outputScale'],
    });
  });

  it('asks for p too where the inputs are two, and only for what is not given', () => {
    const bytes = foreign({ preprocess: 'log-sign' });
    expect(labErrorOf(() => read(bytes))).toMatchObject({ needed: ['p', 'outputScale'] });
    expect(labErrorOf(() => read(bytes, { p: 5 }))).toMatchObject({ needed: ['outputScale'] });
    const optimizer = read(bytes, { p: 5, outputScale: 0.01 });
    expect(optimizer.config).toEqual({
      rule: 'lstm',
      layers: 2,
      hiddenUnits: 20,
      preprocess: 'log-sign',
      p: 5,
      outputScale: 0.01,
      output: 'linear',
    });
    expect(optimizer.extra).toEqual({ author: 'somebody' });
  });

  it('refuses a setting that makes no sense', () => {
    const error = labErrorOf(() => read(foreign({}), { outputScale: -1 }));
    expect(error).toMatchObject({ code: 'bad-input' });
    expect(error.message).toMatch(/outputScale/);
  });

  it('does not ask about a file that it could not use', () => {
    const bytes = changed({}, (metadata, tensors) => {
      metadata.clear();
      tensors.set('output.weight', { shape: [20, 1], values: new Float32Array(20) });
    });
    expect(labErrorOf(() => read(bytes)).message).toMatch(
      /tensor output\.weight is \[20, 1\], expected \[1, 20\]/,
    );
  });
});

describe('refusing', () => {
  type Change = Parameters<typeof changed>[1];
  it.each<[string, Change, RegExp]>([
    ['another version', (m) => m.set('version', '2'), /version 2; this Lab reads version 1/],
    ['no version', (m) => m.delete('version'), /key version is missing/],
    ['an unknown rule', (m) => m.set('rule', 'gru'), /rule is "gru"/],
    ['an unknown preprocessing', (m) => m.set('preprocess', 'log'), /preprocess is "log"/],
    ['a missing scale', (m) => m.delete('outputScale'), /key outputScale is missing/],
    ['a scale in words', (m) => m.set('outputScale', 'small'), /outputScale is "small"/],
    ['an empty scale', (m) => m.set('outputScale', ''), /outputScale is ""/],
    ['an infinite scale', (m) => m.set('outputScale', '1e999'), /outputScale is "1e999"/],
    ['half a unit', (m) => m.set('hiddenUnits', '20.5'), /hiddenUnits is "20.5"/],
    ['units that the tensors contradict', (m) => m.set('hiddenUnits', '30'), /key hiddenUnits/],
    ['layers that the tensors contradict', (m) => m.set('layers', '1'), /key layers says 1/],
    [
      'a preprocessing that the tensors contradict',
      (m) => m.set('preprocess', 'log-sign'),
      /key preprocess says log-sign \(2 inputs\), but tensor cells\.0\.weight_ih/,
    ],
    ['training that is not JSON', (m) => m.set('training', '{'), /key training is not JSON/],
    ['training that is no record', (m) => m.set('training', '[1]'), /key training/],
    [
      'a training record of wrong types',
      (m) => m.set('training', '{"horizon":"long"}'),
      /key training .* at horizon/,
    ],
    ['a missing tensor', (_, t) => t.delete('cells.1.bias_hh'), /cells\.1\.bias_hh .* missing/],
    [
      'a tensor too many',
      (_, t) => t.set('conv.output.bias', { shape: [1], values: new Float32Array(1) }),
      /"conv\.output\.bias" is not a part/,
    ],
    [
      'a tensor of wrong shape',
      (_, t) => t.set('cells.1.weight_ih', { shape: [80, 2], values: new Float32Array(160) }),
      /cells\.1\.weight_ih is \[80, 2\], expected \[80, 20\]/,
    ],
    [
      'a weight that is not a number',
      (_, t) => t.set('output.bias', { shape: [1], values: Float32Array.of(Number.NaN) }),
      /tensor "output\.bias" has the value NaN at position 0/,
    ],
    [
      'a weight too large for float32',
      (_, t) => t.set('output.bias', { shape: [1], values: Float64Array.of(1e200) }),
      /tensor "output\.bias" has the value Infinity/,
    ],
    [
      'a checkpoint',
      (m) => m.set('format', 'learned-optimizer-lab-checkpoint'),
      /checkpoint of a training run/,
    ],
    ['no tensors', (_, t) => t.clear(), /cells\.0\.weight_ih .*missing/],
  ])('refuses %s', (_, change, message) => {
    const error = labErrorOf(() => read(changed({}, change)));
    expect(error.code).toBe('bad-file');
    expect(error.message).toMatch(message);
    expect(error.remedy).toBeTruthy();
  });

  it('does not write what it would not read', () => {
    const optimizer = someOptimizer();
    optimizer.tensors['output.bias']?.values.fill(Number.NaN);
    expect(labErrorOf(() => writeOptimizerFile(optimizer)).message).toMatch(/output\.bias/);
    delete optimizer.tensors['output.bias'];
    expect(labErrorOf(() => writeOptimizerFile(optimizer)).message).toMatch(/output\.bias/);
  });
});

describe('damage', () => {
  const bytes = writeOptimizerFile(someOptimizer({ layers: 1, hiddenUnits: 2 }));

  it('is noticed at every length that a file can be cut to', () => {
    for (let length = 0; length < bytes.length; length++) {
      expect(labErrorOf(() => read(bytes.slice(0, length))).code).toBe('bad-file');
    }
  });

  it('never ends in anything but an optimizer or a refusal', () => {
    const random = randomSource(11);
    for (let round = 0; round < 3000; round++) {
      const damaged = bytes.slice();
      const flips = 1 + Math.floor(random() * 4);
      for (let i = 0; i < flips; i++) {
        // Half of the flips hit the header, where they do most harm.
        const within = random() < 0.5 ? bytes.length : 900;
        const at = Math.floor(random() * within);
        damaged[at] = (damaged[at] ?? 0) ^ (1 << Math.floor(random() * 8));
      }
      try {
        const optimizer = read(damaged);
        expect(phiFromLearnedOptimizer(optimizer).every(Number.isFinite)).toBe(true);
      } catch (thrown) {
        expect(thrown).toMatchObject({ name: 'LabError', code: 'bad-file' });
      }
    }
  });
});
