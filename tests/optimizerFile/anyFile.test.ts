/** Every form in which an optimizer leaves the Lab comes back as it was; whatever else comes is refused with a reason. */
import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { exportOptimizer } from '../../src/export/exportOptimizer';
import { MissingSettings } from '../../src/optimizerFile';
import { readAnyOptimizerFile } from '../../src/optimizerFile/anyFile';
import { npy } from '../../src/optimizerFile/npy';
import { npz } from '../../src/optimizerFile/npz';
import { readSafetensors, writeSafetensors } from '../../src/optimizerFile/safetensors';
import { EXPORT_FORMATS } from '../../src/specs/exportFormats';
import { SETTING_PRESETS } from '../../src/specs/settingPresets';
import { EVERY_OPTIMIZER } from '../export/everyOptimizer';
import { labErrorOf, someOptimizer } from './fixtures';

const read = (bytes: Uint8Array, missing = {}) => readAnyOptimizerFile(bytes, 'mine.zip', missing);
const text = (value: unknown) => strToU8(typeof value === 'string' ? value : JSON.stringify(value));
const exported = (format: (typeof EXPORT_FORMATS)[number]) =>
  exportOptimizer(someOptimizer({ layers: 1, hiddenUnits: 2 }), 'mine', format).bytes;

describe.each(EXPORT_FORMATS)('%s', (format) => {
  it.each(EVERY_OPTIMIZER)('brings back $name to the last bit', ({ optimizer }) => {
    const given = { ...optimizer, extra: { author: 'Zoë', note: '5' } };
    const { bytes } = exportOptimizer(given, 'mine', format);
    expect(read(bytes)).toEqual(given);
  });

  it('refuses weights that are not finite, before it writes', () => {
    const optimizer = someOptimizer();
    optimizer.tensors['output.bias']?.values.fill(Number.NaN);
    expect(labErrorOf(() => exportOptimizer(optimizer, 'x', format)).code).toBe('bad-input');
  });
});

/** The tensors alone, as another program would save them. */
function bare(config = {}, rename = (name: string) => name) {
  const { bytes } = exportOptimizer(someOptimizer(config), 'x', 'safetensors');
  const { tensors } = readSafetensors(bytes, 'x');
  return new Map([...tensors].map(([name, tensor]) => [rename(name), tensor]));
}

describe('a file of another origin', () => {
  const inNpz = (tensors: ReturnType<typeof bare>) =>
    npz(
      Object.fromEntries(
        [...tensors].map(([name, { shape, values }]) => [
          name,
          { kind: 'float32', shape, values: Float32Array.from(values) },
        ]),
      ),
    );

  it('asks for the settings, whatever its form', () => {
    const tensors = bare({ preprocess: 'log-sign' });
    const lists = [...tensors].map(([name, { shape, values }]) => [
      name,
      shape.length === 1
        ? [...values]
        : Array.from({ length: shape[0] ?? 0 }, (_, row) => [
            ...values.subarray(row * (shape[1] ?? 0), (row + 1) * (shape[1] ?? 0)),
          ]),
    ]);
    const forms = [
      writeSafetensors(tensors, []),
      inNpz(tensors),
      text({ tensors: Object.fromEntries(lists) }),
    ];
    for (const bytes of forms) {
      const error = labErrorOf(() => read(bytes));
      expect(error).toBeInstanceOf(MissingSettings);
      expect(error).toMatchObject({ needed: ['p', 'outputScale'] });
      const { config } = read(bytes, SETTING_PRESETS.deepmind);
      expect(config).toMatchObject({ p: 5, outputScale: 0.01, preprocess: 'log-sign' });
      expect(read(bytes, SETTING_PRESETS.deepmind).tensors).toEqual(
        someOptimizer({ preprocess: 'log-sign' }).tensors,
      );
    }
  });

  it.each<[string, (name: string) => string]>([
    ['a group in front', (name) => `module.${name}`],
    ['a group in front of each part', (name) => name.replace('cells.', 'net.lstms.')],
    ['the names of an nn.LSTM', (name) => name.replace(/cells\.(\d)\.(\w+)/, 'lstm.$2_l$1')],
    ['another name for the linear layer', (name) => name.replace('output.', 'head.linear.')],
  ])('may have %s', (_, rename) => {
    const bytes = writeSafetensors(bare({ layers: 3, hiddenUnits: 2 }, rename), []);
    const optimizer = read(bytes, { outputScale: 0.1 });
    expect(optimizer.tensors).toEqual(someOptimizer({ layers: 3, hiddenUnits: 2 }).tensors);
  });

  it('is refused where its names leave a doubt', () => {
    const tensors = bare({ layers: 1, hiddenUnits: 2 });
    const weight = tensors.get('output.weight');
    if (weight !== undefined) tensors.set('other.weight', weight);
    const { message } = labErrorOf(() => read(writeSafetensors(tensors, [])));
    expect(message).toMatch(/^mine\.zip: tensor "other\.weight" is not a part of the optimizer$/);
  });

  it('may be an NPZ of float64 or float16', () => {
    const header = (descr: string, order: string, shape: string, data: Uint8Array) => {
      const dict = `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': ${shape}, }`;
      const start = Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, dict.length + 1, 0);
      return new Uint8Array([...start, ...text(`${dict}\n`), ...data]);
    };
    const floats = (values: number[]) => new Uint8Array(Float64Array.from(values).buffer);
    const tensors = bare({ layers: 1, hiddenUnits: 1 });
    const files = Object.fromEntries(
      [...tensors].map(([name, { shape, values }]) => [
        `${name}.npy`,
        npy({ kind: 'float32', shape, values: Float32Array.from(values) }),
      ]),
    );
    files['cells.0.weight_hh.npy'] = header('<f8', 'True', '(4, 1)', floats([1, 2, 3, 4]));
    files['output.weight.npy'] = header('<f2', 'False', '(1, 1)', Uint8Array.of(0, 0x3c));
    const { tensors: got } = read(zipSync(files), { outputScale: 1 });
    expect(got['cells.0.weight_hh']?.values).toEqual(Float32Array.of(1, 2, 3, 4));
    expect(got['output.weight']?.values).toEqual(Float32Array.of(1));
  });

  it('has its columns put into rows', () => {
    const dict = "{'descr': '<f4', 'fortran_order': True, 'shape': (8, 2), }";
    const start = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, dict.length + 1, 0];
    const config = { layers: 1, hiddenUnits: 2 };
    const tensors = bare(config);
    const values = tensors.get('cells.0.weight_hh')?.values ?? [];
    const columns = Float32Array.from(
      { length: 16 },
      (_, i) => values[2 * (i % 8) + Math.floor(i / 8)] ?? 0,
    );
    const files = Object.fromEntries(
      [...tensors].map(([name, { shape, values }]) => [
        `${name}.npy`,
        npy({ kind: 'float32', shape, values: Float32Array.from(values) }),
      ]),
    );
    files['cells.0.weight_hh.npy'] = new Uint8Array([
      ...start,
      ...text(`${dict}\n`),
      ...new Uint8Array(columns.buffer),
    ]);
    expect(read(zipSync(files), { outputScale: 0.1 }).tensors).toEqual(
      someOptimizer(config).tensors,
    );
  });
});

/** A zip whose table of contents says other sizes than are true. */
function lyingZip(size: number): Uint8Array {
  const bytes = zipSync({ 'a/optimizer.safetensors': new Uint8Array(1 << 22) }, { level: 9 });
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < bytes.length - 4; at++) {
    if (view.getUint32(at, true) === 0x02014b50) view.setUint32(at + 24, size, true);
  }
  return bytes;
}

describe('what is refused', () => {
  const npzWith = (name: string, bytes: Uint8Array) =>
    zipSync({ [`${name}.npy`]: bytes }, { level: 0 });
  const damagedZip = () => {
    const bytes = exported('pytorch').slice();
    // Among the packed bytes of the weights, behind their name.
    const at = new TextDecoder('latin1').decode(bytes).indexOf('optimizer.safetensors') + 200;
    bytes[at] = (bytes[at] ?? 0) ^ 0xff;
    return bytes;
  };
  it.each<[string, () => Uint8Array, RegExp]>([
    ['nothing', () => new Uint8Array(0), /^mine\.zip: is only 0 bytes long/],
    [
      'a picture',
      () => Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 16, 74, 70, 73, 70),
      /not a safetensors file/,
    ],
    ['half a zip', () => exported('jax').slice(0, 2000), /without its table of contents/],
    ['a damaged zip', damagedZip, /^mine\.zip: its part "mine-pytorch\/optimizer\.safetensors" /],
    [
      'a zip of something else',
      () => zipSync({ 'a.txt': text('x') }),
      /without a \.safetensors or \.npz file/,
    ],
    ['an empty zip', () => zipSync({}), /without a \.safetensors or \.npz file/],
    [
      'what torch.save writes',
      () => zipSync({ 'archive/data.pkl': text('x') }),
      /what torch\.save writes/,
    ],
    [
      'two optimizers',
      () => zipSync({ 'a.safetensors': text('x'), 'b.npz': text('y') }),
      /has 2 weights files, "a\.safetensors" among them/,
    ],
    [
      'a project with bad weights',
      () => zipSync({ 'p/optimizer.safetensors': text('12345678') }),
      /^mine\.zip, p\/optimizer\.safetensors: /,
    ],
    [
      'a zip in a zip',
      () => zipSync({ 'a.npz': zipSync({ 'b.txt': text('x') }) }),
      /^mine\.zip, a\.npz: is a zip file that is no NPZ/,
    ],
    [
      'a bomb that says so',
      () => zipSync({ 'a.safetensors': new Uint8Array(70 * 2 ** 20) }, { level: 9 }),
      /would unpack to more than the 64 MiB/,
    ],
    [
      'a bomb that does not',
      () => lyingZip(1000),
      /its part "a\/optimizer\.safetensors" unpacks to more than its 1000 bytes/,
    ],
    ['a part that is too short', () => lyingZip(1 << 23), /has 4194304 bytes, not 8388608/],
    [
      'too many parts',
      () =>
        zipSync(
          Object.fromEntries(Array.from({ length: 1001 }, (_, i) => [`${i}.npy`, text('x')])),
        ),
      /has 1001 parts, more than the 1000/,
    ],
    [
      'an NPZ of pickles',
      () =>
        npzWith(
          'a',
          npy({ kind: 'text', text: 'x' }).map((byte) => (byte === 0x55 ? 0x4f : byte)),
        ),
      /array "a" is not in NumPy|dtype "<O1"/,
    ],
    [
      'an NPZ without arrays in it',
      () => npzWith('a', text('hello, I am no array')),
      /array "a" is not in NumPy’s format/,
    ],
    [
      'an NPZ with foreign text',
      () => npz({ b: { kind: 'text', text: 'x' } }),
      /array "b" is text/,
    ],
    [
      'an NPZ whose settings are not JSON',
      () => npz({ __metadata__: { kind: 'text', text: '{' } }),
      /array __metadata__ is not JSON/,
    ],
    [
      'an NPZ whose settings are a list',
      () => npz({ __metadata__: { kind: 'text', text: '[1]' } }),
      /array __metadata__ is not a JSON object/,
    ],
    ['JSON that is cut off', () => exported('json').slice(0, 300), /begins as JSON but is not/],
    ['JSON of something else', () => text({ a: 1 }), /has no key tensors/],
    [
      'JSON with a key twice',
      () => text('{"tensors": {}, "tensors": {}}'),
      /has the key "tensors" twice/,
    ],
    [
      'JSON with a ragged list',
      () => text({ tensors: { a: [[1, 2], [3]] } }),
      /tensor "a" \[1\] has 1 elements where its neighbours have 2/,
    ],
    [
      'JSON with a string for a number',
      () => text({ tensors: { a: [1, 'x'] } }),
      /tensor "a" \[1\] is not a number/,
    ],
    [
      'JSON with null for a number',
      () => text({ tensors: { a: [[1], [null]] } }),
      /tensor "a" \[1\]\[0\] is not a number/,
    ],
    [
      'JSON with a number for a tensor',
      () => text({ tensors: { a: 5 } }),
      /tensor "a" is not a list of numbers/,
    ],
    [
      'JSON that is endlessly deep',
      () => text(`{"tensors": {"a": ${'['.repeat(5e5)}${']'.repeat(5e5)}}}`),
      /deeper than 4|begins as JSON but is not/,
    ],
  ])('%s', (_, bytes, message) => {
    const error = labErrorOf(() => read(bytes()));
    expect(error.code).toBe('bad-file');
    expect(error.message).toMatch(message);
    expect(error.message).toMatch(/^mine\.zip[,:]/);
    expect(error.remedy).toMatch(/./);
  });

  it('a file that is too large, unread', () => {
    const error = labErrorOf(() => read(new Uint8Array(65 * 2 ** 20)));
    expect(error.message).toBe('mine.zip: is 65.0 MiB, more than the 64 that are read');
  });
});
