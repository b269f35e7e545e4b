/** What a link says about its race's result, and whether the same came out again. */
import { describe, expect, test } from 'vitest';
import { compareResults, resultOf } from '../../../src/app/links/compareResult';
import { hashOf, weightsHash } from '../../../src/app/links/hash';
import {
  arithmeticOf,
  type RaceResult,
  raceResult,
  shortest,
} from '../../../src/app/links/raceResult';
import { resultText } from '../../../src/app/links/resultText';
import { emptyRecord, withDivergence, withSteps } from '../../../src/app/race/raceRecord';
import type { RaceRecord } from '../../../src/app/race/raceTypes';
import { APP_VERSION } from '../../../src/app/version';
import type { BackendInfo } from '../../../src/specs/backend';
import { SUMMARY_COLUMNS } from '../../../src/specs/race';
import { smallOptimizer } from '../support/lab';

const WASM: BackendInfo = {
  name: 'wasm',
  label: 'WebAssembly',
  detail: 'SIMD, relaxed, 2 threads, own LSTM kernel',
  requested: 'auto',
};

/** A race of two optimizers over two steps and two problems; `loss` is the last loss of the second one. */
function raced(loss: number, { steps = 2, rate = 0.3 } = {}): RaceRecord {
  const record = emptyRecord(
    1,
    {
      task: { name: 'quadratic', dimension: 3, initialScale: 1 },
      steps,
      problems: 2,
      seed: 1,
      optimizers: [
        { kind: 'learned', id: 'lstm', label: 'LSTM', optimizer: smallOptimizer() },
        { kind: 'baseline', id: 'adam', label: 'Adam', name: 'adam', learningRate: rate },
      ],
    },
    {},
  );
  const summary = (last: number) =>
    Float32Array.from({ length: 3 * SUMMARY_COLUMNS.length }, (_, i) =>
      i === 2 * SUMMARY_COLUMNS.length ? last : 1,
    );
  return withSteps(record, {
    kind: 'race-steps',
    from: 0,
    count: 3,
    problems: 2,
    losses: [new Float32Array(6).fill(0.5), Float32Array.of(1, 1, 1, 1, loss, loss)],
    summaries: [summary(0.5), summary(loss)],
  });
}

const result = (record = raced(0.25), backend = WASM): RaceResult => {
  const found = resultOf(record, backend);
  if (!found) throw new Error('the race has no result');
  return found;
};

const names: Record<string, string> = { lstm: 'LSTM', adam: 'Adam' };
const said = (there: RaceResult, here: RaceResult) =>
  resultText(compareResults(there, here), there, here, 2, (id) => names[id] ?? id);

describe('what a link says', () => {
  test('is what came out, without the number of threads, which changes nothing', () => {
    expect(result()).toEqual({
      version: APP_VERSION,
      backend: 'wasm',
      arithmetic: 'SIMD, relaxed, own LSTM kernel',
      curves: expect.stringMatching(/^[0-9a-f]{12}$/),
      lines: [
        { id: 'lstm', made: { weights: weightsHash(smallOptimizer()) }, end: { loss: 0.5 } },
        { id: 'adam', made: { rate: 0.3 }, end: { loss: 0.25 } },
      ],
    });
    const plain = { ...WASM, detail: 'plain JavaScript; kernels: SIMD, one thread (not isolated)' };
    expect(arithmeticOf(plain)).toBe('plain JavaScript, kernels, SIMD');
  });

  test('is read as it was written', () => {
    const diverged = withDivergence(raced(0.25), {
      kind: 'race-diverged',
      optimizer: 1,
      divergence: { step: 2, problems: 1, kind: 'exploding', message: '', remedy: '' },
    });
    for (const one of [result(), result(diverged), result(raced(1e-20))]) {
      const text = raceResult.format(one);
      expect(text).toMatch(/^[\w.,:+-]+$/);
      expect(raceResult.schema.parse(text)).toEqual(one);
    }
  });

  test('is nothing before the last step', () => {
    expect(resultOf(raced(0.25, { steps: 3 }), WASM)).toBeNull();
  });

  test.each([
    '',
    '0.1.0',
    '0.1.0:wasm:x:1f3a9c02d4e5',
    '0.1.0:quantum:x:1f3a9c02d4e5,adam:r0.3:1',
    '0.1.0:constructor:x:1f3a9c02d4e5,adam:r0.3:1',
    '0.1.0:wasm:x:1f3a9c02d4e,adam:r0.3:1',
    '0.1.0:wasm:x:1f3a9c02d4e5,adam:r0:1',
    '0.1.0:wasm:x:1f3a9c02d4e5,adam:r1e999:1',
    '0.1.0:wasm:x:1f3a9c02d4e5,adam:r0.3:e',
    '0.1.0:wasm:x:1f3a9c02d4e5,adam:r0.3:x1.5',
    '0.1.0:wasm:x:1f3a9c02d4e5,adam:r0.3:1,adam:r0.3:1',
    `0.1.0:wasm:x:1f3a9c02d4e5${Array.from({ length: 65 }, (_, i) => `,a${i}:s:1`).join('')}`,
  ])('is refused where it is no such thing: %s', (text) => {
    expect(raceResult.schema.safeParse(text).success).toBe(false);
  });

  test('shortest: the fewest digits that give the same float32', () => {
    expect(shortest(Math.fround(0.1))).toBe('0.1');
    for (const value of [1 / 3, 16777217, 1.17549435e-38, 123456.789, -2.5e-7]) {
      expect(Math.fround(Number(shortest(value)))).toBe(Math.fround(value));
    }
  });
});

describe('hashes', () => {
  test('tell the last bit apart, −0 from 0, where an array ends, and not one NaN from another', () => {
    const values = Float32Array.from({ length: 1000 }, (_, i) => Math.sin(i));
    const other = values.slice();
    const bits = new Uint32Array(other.buffer);
    bits[999] = (bits[999] ?? 0) ^ 1;
    expect(hashOf([values])).toMatch(/^[0-9a-f]{16}$/);
    expect(hashOf([values])).not.toBe(hashOf([other]));
    expect(hashOf([Float32Array.of(0)])).not.toBe(hashOf([Float32Array.of(-0)]));
    expect(hashOf([values.subarray(0, 10), values.subarray(10)])).not.toBe(hashOf([values]));
    const oddNan = new Float32Array(Uint32Array.of(0x7fc0_1234).buffer);
    expect(hashOf([oddNan])).toBe(hashOf([Float32Array.of(Number.NaN)]));
  });

  test('of optimizers do not depend on the record, and do on a setting', () => {
    const optimizer = smallOptimizer();
    const hash = weightsHash(optimizer);
    expect(weightsHash({ ...optimizer, training: {}, extra: { note: 'x' } })).toBe(hash);
    const stronger = { ...optimizer, config: { ...optimizer.config, outputScale: 0.2 } };
    expect(weightsHash(stronger)).not.toBe(hash);
  });

  test('ten thousand neighbours have hashes of their own', () => {
    const hashes = new Set(Array.from({ length: 10_000 }, (_, i) => hashOf([Float32Array.of(i)])));
    expect(hashes.size).toBe(10_000);
  });
});

describe('the same race again', () => {
  test('with the same numbers', () => {
    const text = said(result(), result());
    expect(text.same).toBe(true);
    expect(text.title).toBe('The same numbers as when the link was made');
    expect(text.more).toBe(
      `On WebAssembly (SIMD, relaxed, own LSTM kernel), with version ${APP_VERSION}: every loss of every optimizer at every step, to the last bit.`,
    );
  });

  test('with the same numbers elsewhere: what differs all the same is said', () => {
    const text = said({ ...result(), backend: 'webgpu', arithmetic: 'some card' }, result());
    expect(text.same).toBe(true);
    expect(text.more).toContain(
      'although other things are different: the backend was WebGPU (some card)',
    );
  });

  test('with other numbers: what differs, by how much, and for whom', () => {
    const there = { ...result(), version: '0.0.9' };
    const here = result(raced(0.2500002, { rate: 0.31 }));
    const text = said(there, here);
    expect(text.same).toBe(false);
    expect(text.title).toBe('Not the same numbers as when the link was made');
    expect(text.more).toBe(
      `What is different: the version of the Lab was 0.0.9, here it is ${APP_VERSION}; the learning rate of Adam was 0.3, here it is 0.31. ` +
        'The largest relative difference of a mean loss at step 2 is 8.3e-7: Adam had 0.25, here 0.2500002.',
    );
  });

  test('with other numbers though all is the same: no cause is made up', () => {
    const text = said({ ...result(), curves: '000000000000' }, result());
    expect(text.more).toMatch(
      /^The version, the backend, the weights and the learning rates are those of the link: another processor, graphics card or browser may round otherwise\. The mean losses at step 2 are equal/,
    );
  });

  test('with other weights, and where one of the two diverged', () => {
    const there = result();
    const changed = {
      ...there,
      curves: '000000000000',
      lines: there.lines.map((line) =>
        line.id === 'lstm'
          ? { ...line, made: { weights: '00000000' } }
          : { ...line, end: { divergedAt: 1 } },
      ),
    };
    const { more } = said(changed, there);
    expect(more).toContain('the weights of LSTM are others');
    expect(more).toContain('Adam diverged in one of the two');
  });

  test('a learned optimizer of another name is known by its weights', () => {
    const there = result();
    const renamed = {
      ...there,
      lines: there.lines.map((l) => (l.id === 'lstm' ? { ...l, id: 'link-1' } : l)),
    };
    expect(said(renamed, there).same).toBe(true);
  });

  test('other optimizers: nothing is compared', () => {
    const there = result();
    const fewer = { ...there, lines: there.lines.slice(1) };
    expect(said(there, fewer).title).toBe('The link’s numbers are not compared');
    expect(said(fewer, there).more).toContain('the race that the link was made from: Adam.');
  });
});
