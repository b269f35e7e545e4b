import { describe, expect, it } from 'vitest';
import { halfToNumber } from '../../src/optimizerFile/dtypes';
import {
  readSafetensors,
  requireFinite,
  writeSafetensors,
} from '../../src/optimizerFile/safetensors';
import { labErrorOf, randomSource, rawFile } from './fixtures';

const refusal = (bytes: Uint8Array, maxBytes?: number) => {
  const error = labErrorOf(() => readSafetensors(bytes, 'x.safetensors', maxBytes));
  expect(error.code).toBe('bad-file');
  expect(error.message).toMatch(/^x\.safetensors: /);
  expect(error.remedy).toBeTruthy();
  return error.message;
};
const f32 = (shape: number[], begin: number, end: number) => ({
  dtype: 'F32',
  shape,
  data_offsets: [begin, end],
});

describe('writing', () => {
  it('writes the bytes that the format asks for', () => {
    const bytes = writeSafetensors(
      [
        ['b', { shape: [1, 2], values: Float32Array.of(1, -2) }],
        ['a', { shape: [], values: Float32Array.of(0.5) }],
      ],
      [['format', 'test']],
    );
    // The same header that the reference implementation writes for these tensors: sorted, no blanks, padded to 8.
    const json =
      '{"__metadata__":{"format":"test"},"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1,2],"data_offsets":[4,12]}}';
    const padded = json.padEnd(Math.ceil(json.length / 8) * 8, ' ');
    expect(padded.length % 8).toBe(0);
    expect([...bytes.subarray(0, 8)]).toEqual([padded.length, 0, 0, 0, 0, 0, 0, 0]);
    expect(new TextDecoder().decode(bytes.subarray(8, 8 + padded.length))).toBe(padded);
    expect([...bytes.subarray(8 + padded.length)]).toEqual([
      0, 0, 0, 0x3f, 0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0,
    ]);
  });

  it('puts float64 before float32, so that both are aligned', () => {
    const bytes = writeSafetensors(
      [
        ['a', { shape: [1], values: Float32Array.of(1) }],
        ['z', { shape: [1], values: Float64Array.of(Math.PI) }],
      ],
      [],
    );
    const { tensors } = readSafetensors(bytes, 'x');
    expect([...tensors.keys()]).toEqual(['z', 'a']);
    expect(tensors.get('z')?.values).toEqual(Float64Array.of(Math.PI));
  });
});

describe('reading', () => {
  it('reads back what was written, whatever it is', () => {
    const random = randomSource(5);
    for (let round = 0; round < 50; round++) {
      const tensors = Array.from({ length: Math.floor(random() * 5) }, (_, i) => {
        const shape = Array.from({ length: Math.floor(random() * 4) }, () =>
          Math.floor(random() * 4),
        );
        const count = shape.reduce((a, b) => a * b, 1);
        const wide = random() < 0.5;
        const values = Array.from({ length: count }, () => (random() - 0.5) * 10 ** (9 * random()));
        return [
          `größe "${i}" \\ ${random()}`,
          { shape, values: wide ? Float64Array.from(values) : Float32Array.from(values) },
        ] as const;
      });
      const metadata = new Map([['Schlüssel "a"', '{"x": "y\\n"}']]);
      const bytes = writeSafetensors(tensors, metadata);
      const file = readSafetensors(bytes, 'x');
      expect(file.metadata).toEqual(metadata);
      expect(file.tensors).toEqual(new Map(tensors));
      // A view into a larger buffer, as file readers hand out, is read as well.
      const shifted = new Uint8Array(bytes.length + 3);
      shifted.set(bytes, 3);
      expect(readSafetensors(shifted.subarray(3), 'x').tensors).toEqual(new Map(tensors));
    }
  });

  it('converts half precision and bfloat16', () => {
    expect(halfToNumber(0x3c00)).toBe(1);
    expect(halfToNumber(0xc000)).toBe(-2);
    expect(halfToNumber(0x0001)).toBe(2 ** -24);
    expect(halfToNumber(0x7bff)).toBe(65504);
    expect(halfToNumber(0x7c00)).toBe(Number.POSITIVE_INFINITY);
    expect(halfToNumber(0x7e00)).toBeNaN();
    const bytes = rawFile(
      {
        h: { dtype: 'F16', shape: [1], data_offsets: [0, 2] },
        b: { dtype: 'BF16', shape: [1], data_offsets: [2, 4] },
      },
      4,
    );
    bytes.set([0x00, 0x3e, 0xc0, 0xbf], bytes.length - 4);
    const { tensors } = readSafetensors(bytes, 'x');
    expect(tensors.get('h')?.values).toEqual(Float32Array.of(1.5));
    expect(tensors.get('b')?.values).toEqual(Float32Array.of(-1.5));
  });
});

describe('refusing', () => {
  it.each<[string, Uint8Array, RegExp]>([
    ['an empty file', new Uint8Array(0), /only 0 bytes/],
    ['a header longer than the file', rawFile('{}', 0, 500n), /cut off within its header/],
    [
      'a header longer than any',
      rawFile('{}', 0, 2n ** 63n),
      /not a safetensors file .*header, of .* bytes/,
    ],
    ['a header that is not JSON', rawFile('{"a":', 4), /not JSON/],
    ['a header that is not UTF-8', rawFile('{"\u00ff"}', 0).fill(0xff, 8), /not JSON/],
    ['a header that is an array', rawFile('[]', 0), /not a JSON object/],
    [
      'a key that is there twice',
      rawFile(
        '{"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]},"\\u0061":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}',
        4,
      ),
      /key "a" twice/,
    ],
    [
      'a metadata key that is there twice',
      rawFile('{"__metadata__":{"p":"1","p":"2"}}', 0),
      /key "p" twice/,
    ],
    ['metadata that is a list', rawFile({ __metadata__: [] }, 0), /__metadata__ is not/],
    [
      'metadata that is not strings',
      rawFile({ __metadata__: { p: 10 } }, 0),
      /metadata key "p" is not a string/,
    ],
    ['an entry without offsets', rawFile({ a: { dtype: 'F32', shape: [1] } }, 4), /tensor "a"/],
    [
      'an entry with a field too many',
      rawFile({ a: { ...f32([1], 0, 4), more: 1 } }, 4),
      /tensor "a"/,
    ],
    ['a negative length', rawFile({ a: f32([-1], 0, 4) }, 4), /tensor "a"/],
    ['a broken length', rawFile({ a: f32([0.5], 0, 4) }, 4), /tensor "a"/],
    [
      'an unknown dtype',
      rawFile({ a: { ...f32([1], 0, 4), dtype: 'I32' } }, 4),
      /"a" has the dtype "I32"/,
    ],
    [
      'a dtype named like a method',
      rawFile({ a: { ...f32([1], 0, 4), dtype: 'constructor' } }, 4),
      /dtype "constructor"/,
    ],
    ['a tensor past the end', rawFile({ a: f32([2], 0, 8) }, 4), /"a" lies at bytes 0 to 8/],
    ['a tensor turned round', rawFile({ a: f32([1], 4, 0) }, 4), /"a" lies at bytes 4 to 0/],
    ['a shape of other size', rawFile({ a: f32([2], 0, 4) }, 4), /takes 8 bytes, but has 4/],
    [
      'a shape that overflows',
      rawFile({ a: f32([2 ** 50, 2 ** 50, 2 ** 50], 0, 4) }, 4),
      /tensor "a"/,
    ],
    [
      'overlapping tensors',
      rawFile({ a: f32([2], 0, 8), b: f32([1], 4, 8) }, 8),
      /"b" overlaps the tensor before it/,
    ],
    ['a gap', rawFile({ a: f32([1], 4, 8) }, 8), /"a" leaves a gap/],
    ['bytes left over', rawFile({ a: f32([1], 0, 4) }, 7), /3 bytes after its last tensor/],
  ])('refuses %s', (_, bytes, message) => {
    expect(refusal(bytes)).toMatch(message);
  });

  it('refuses a file above the limit before looking into it', () => {
    expect(refusal(new Uint8Array(2 ** 21), 2 ** 20)).toMatch(/2\.0 MiB, more than the 1\.0 MiB/);
  });

  it('names the tensor and place of a number that is not finite', () => {
    const tensor = { shape: [3], values: Float32Array.of(1, Number.NaN, 2) };
    expect(labErrorOf(() => requireFinite('a', tensor, 'x')).message).toBe(
      'x: tensor "a" has the value NaN at position 1',
    );
  });
});
