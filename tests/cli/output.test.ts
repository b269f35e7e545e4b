import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { describeFailure, exitCodeOf, UsageError } from '../../src/cli/failure';
import { nested } from '../../src/cli/json';

import { parseProblems } from '../../src/cli/problemsFile';
import { Terminal } from '../../src/cli/terminal';
import { duration } from '../../src/cli/trainProgress';
import { npy } from '../../src/optimizerFile/npy';
import { npz } from '../../src/optimizerFile/npz';
import { LabError } from '../../src/specs/errors';
import { labErrorOf } from '../optimizerFile/fixtures';
import { Recorder } from './helpers';

describe('nested lists', () => {
  it('are row-major', () => {
    expect(nested([1, 2, 3, 4, 5, 6], [3, 2])).toEqual([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
    expect(nested([1, 2, 3, 4], [2, 1, 2])).toEqual([[[1, 2]], [[3, 4]]]);
  });

  it('have null where JSON has no number', () => {
    expect(nested([1, Number.NaN, Number.NEGATIVE_INFINITY], [3])).toEqual([1, null, null]);
  });

  it('are not made of another number of values', () => {
    expect(() => nested([1, 2, 3], [2, 2])).toThrow('3 values do not fill the shape [2, 2]');
  });
});

describe('npy', () => {
  it('has the bytes that numpy.save writes', () => {
    const bytes = npy({ kind: 'float32', shape: [2], values: Float32Array.of(1, -2) });
    const header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }";
    const text = new TextDecoder('latin1').decode(bytes.subarray(0, 128));
    expect(text.slice(0, 10)).toBe('\u0093NUMPY\u0001\u0000v\u0000');
    expect(text.slice(10)).toBe(`${header.padEnd(117)}\n`);
    expect([...bytes.subarray(128)]).toEqual([0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0]);
  });

  it('writes text as UTF-32', () => {
    const bytes = npy({ kind: 'text', text: 'aé😀' });
    expect(new TextDecoder('latin1').decode(bytes)).toContain("'descr': '<U3'");
    expect(new TextDecoder('latin1').decode(bytes)).toContain("'shape': ()");
    expect([...new Uint32Array(bytes.slice(128).buffer)]).toEqual([0x61, 0xe9, 0x1f600]);
  });

  it('is packed into an npz, uncompressed and the same every time', () => {
    const arrays = { 'a.b': { kind: 'text', text: 'x' } } as const;
    const bytes = npz(arrays);
    expect(npz(arrays)).toEqual(bytes);
    expect(unzipSync(bytes)).toEqual({ 'a.b.npy': npy(arrays['a.b']) });
    expect(bytes.length).toBeGreaterThan(npy(arrays['a.b']).length);
  });
});

describe('a problems file', () => {
  const parse = (content: unknown) =>
    parseProblems(new TextEncoder().encode(JSON.stringify(content)), 'p.json');
  const good = {
    W: [
      [
        [1, 2],
        [3, 4],
      ],
    ],
    y: [[5, 6]],
    theta0: [[7, 8]],
  };

  it('becomes flat arrays; more keys do no harm', () => {
    expect(parse({ ...good, description: 'two' })).toEqual({
      problems: 1,
      dimension: 2,
      w: Float32Array.of(1, 2, 3, 4),
      y: Float32Array.of(5, 6),
      theta0: Float32Array.of(7, 8),
    });
  });

  it.each<[string, unknown, RegExp]>([
    ['no W', { ...good, W: undefined }, /W is not accepted/],
    ['no problems', { ...good, W: [] }, /W is not accepted/],
    ['words', { ...good, y: [[1, 'two']] }, /y\[0\]\[1\] is not accepted/],
    ['null', { ...good, theta0: [[null, 1]] }, /theta0\[0\]\[0\] is not accepted/],
    ['a W that is not square', { ...good, W: [[[1, 2]]] }, /W\[0\]\[0\] has 2 numbers, .* n = 1/],
    ['a W of another size', { ...good, W: [...good.W, [[1]]] }, /W\[1\] has 1 entries, expected 2/],
    ['too short a y', { ...good, y: [[5]] }, /y\[0\] has 1 numbers, expected n = 2/],
    [
      'too many starts',
      {
        ...good,
        theta0: [
          [7, 8],
          [7, 8],
        ],
      },
      /theta0 has 2 entries, expected 1/,
    ],
    ['numbers too large', { ...good, y: [[1e60, 0]] }, /y\[0\] has a number too large for float32/],
    ['a list', [], /the file is not accepted/],
  ])('is refused with %s', (_, content, message) => {
    const error = labErrorOf(() => parse(content));
    expect(error.code).toBe('bad-file');
    expect(error.message).toMatch(message);
  });

  it('is refused where it is not JSON', () => {
    const bytes = new TextEncoder().encode('{"W": [[[1, NaN]]]}');
    expect(labErrorOf(() => parseProblems(bytes, 'p.json')).message).toBe('p.json: is not JSON');
  });
});

describe('failures', () => {
  it('are one line with what to do, and a code', () => {
    const lab = new LabError({
      code: 'bad-file',
      message: 'x: is\nbad.',
      remedy: 'Choose another.',
    });
    expect(describeFailure(lab)).toBe('x: is bad. Choose another.');
    expect(exitCodeOf(lab)).toBe(1);
    expect(describeFailure(new UsageError('no'))).toBe('no');
    expect(exitCodeOf(new UsageError('no'))).toBe(2);
    expect(exitCodeOf(new LabError({ code: 'bad-input', message: 'x' }))).toBe(2);
    expect(exitCodeOf(new LabError({ code: 'stopped', message: 'x' }))).toBe(130);
    expect(describeFailure(new Error('boom'))).toMatch(/^unexpected error: boom/);
    expect(exitCodeOf(new Error('boom'))).toBe(1);
  });
});

describe('the terminal', () => {
  it('shows progress on a terminal only, and wipes it before other words', async () => {
    const [out, err] = [new Recorder(), new Recorder(true)];
    const terminal = new Terminal(out, err);
    terminal.progress('half');
    terminal.progress('too soon to be drawn');
    await terminal.result('done\n');
    expect(out.text).toBe('done\n');
    expect(err.text).toBe('\r\u001b[Khalf\r\u001b[K');
    const quiet = new Recorder();
    new Terminal(out, quiet).progress('half');
    expect(quiet.text).toBe('');
  });

  it('says how long in words', () => {
    expect([45, 720, 9000].map(duration)).toEqual(['45 s', '12 min', '2.5 h']);
  });
});
