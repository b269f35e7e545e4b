/**
 * Whatever stands in the address: a valid state, what is wrong with it named, and never a throw or a hang. Ten thousand
 * addresses, made of sound ones by a seeded series of accidents.
 */
import { describe, expect, test } from 'vitest';
import { formatLink, parseLink } from '../../../src/app/address/addressBar';
import { PROPERTIES } from '../../../src/app/address/addressProperties';
import { inspectLimits } from '../../../src/app/inspect/inspectSettings';
import { formatFragment, parseFragment } from '../../../src/app/links/fragment';
import { optimizerFromText, optimizerToText } from '../../../src/app/links/optimizerLink';
import { raceSettingsSchema } from '../../../src/app/race/raceSettings';
import { RandomStream } from '../../../src/runtime/random';
import { LabError } from '../../../src/specs/errors';
import { taskSpecSchema } from '../../../src/specs/task';
import { trainConfigSchema } from '../../../src/specs/training';
import { smallOptimizer } from '../support/lab';

const COUNT = 10_000;

const SOUND = [
  '?v=1&horizon=60&train.horizon=30&unroll=5',
  '?v=1&tab=train&task=mnist&data=synthetic&hiddenUnits=20&activation=relu&seed=3&metaLr=0.01,600:0.003',
  '?v=1&optimizers=own-12ab,nag:lr=0.02,adam&result=0.1.0:wasm:SIMD.relaxed:1f3a9c02d4e5,nag:r0.02:0.0498,adam:r0.3:x41',
  '?v=1&tab=inspect&source=race&steps=150&optimizer=own-12ab&step=41&coordinates=5,0,17',
  '?v=1&task=surface&surface=beale&initialScale=0.5&logX=1&bands=0&backend=cpu',
  '?v=1&tab=figures&figure=figure-4-left',
  '?v=1&hidden=8&layers=1&preprocess=log-sign&p=5&outputScale=0.5&output=tanh&objective=log&stepWeights=rising',
];

const PIECES = [
  '&',
  '=',
  '?',
  '#',
  '%',
  '%00',
  '%F0%9F',
  ',',
  ':',
  '.',
  '-',
  '__proto__',
  'constructor=1',
  '0x1',
  '1e999',
  '-0',
  'NaN',
  'Infinity',
  '99999999999999999999',
  ' ',
  '+',
  '\u0000',
  '\ud800',
  '😀',
  '<script>',
  'v=2',
  'seed=1',
];
const KEYS = PROPERTIES.flatMap(({ key, scope }) => [key, `${scope}.${key}`]);

class Accidents {
  readonly #random: RandomStream;
  constructor(seed: number) {
    this.#random = RandomStream.of(seed, 'tests', 'address');
  }
  below(count: number): number {
    return Math.floor(this.#random.uniform() * count);
  }
  of<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }
  /** One accident with a text. */
  mutate(text: string): string {
    const at = this.below(text.length + 1);
    const to = at + this.below(8);
    switch (this.below(7)) {
      case 0:
        return text.slice(0, at);
      case 1:
        return text.slice(0, at) + text.slice(to);
      case 2:
        return text.slice(0, at) + this.of(PIECES) + text.slice(at);
      case 3:
        return `${text}&${this.of(KEYS)}=${this.of(PIECES)}`;
      case 4:
        return text.slice(0, at) + String.fromCharCode(this.below(0x250)) + text.slice(at + 1);
      case 5:
        return `${text}&${text.slice(at, to)}${text.slice(at)}`;
      default:
        return text.replace(/\d+/, () =>
          String(this.below(2) ? this.below(1e6) : -this.below(1e9)),
        );
    }
  }
  several(text: string): string {
    let changed = text;
    for (let i = this.below(4); i >= 0; i--) changed = this.mutate(changed);
    return changed;
  }
}

describe('ten thousand mutated addresses', () => {
  test('give a valid state, whose link says the same again, and name what is wrong', () => {
    const accidents = new Accidents(1);
    let withProblems = 0;
    for (let i = 0; i < COUNT; i++) {
      const search = accidents.several(accidents.of(SOUND));
      const { state, problems } = parseLink(search);
      expect(raceSettingsSchema.safeParse(state.compare.settings).success, search).toBe(true);
      expect(trainConfigSchema.safeParse(state.train).success, search).toBe(true);
      expect(taskSpecSchema.safeParse(state.inspect.task).success, search).toBe(true);
      for (const [key, limits] of Object.entries(inspectLimits)) {
        const value = state.inspect[key as keyof typeof inspectLimits];
        expect(limits.safeParse(value).success, search).toBe(true);
      }
      for (const { key, message } of problems) {
        expect(key.length > 0 && key.length < 60 && message.length > 5, search).toBe(true);
      }
      if (problems.length > 0) withProblems++;
      const again = parseLink(formatLink(state));
      expect(again.problems, search).toEqual([]);
      expect(again.state, search).toEqual(state);
    }
    // The accidents are of all kinds: many do harm, many do none.
    expect(withProblems).toBeGreaterThan(COUNT / 4);
    expect(withProblems).toBeLessThan(COUNT);
  }, 20_000);

  test('of any bytes at all are read as well', () => {
    const accidents = new Accidents(2);
    for (let i = 0; i < COUNT / 10; i++) {
      const letters = Array.from({ length: accidents.below(200) }, () => accidents.below(0x10000));
      const search = `?${String.fromCharCode(...letters)}`;
      expect(() => parseLink(search)).not.toThrow();
      expect(() => parseFragment(`#optimizer=${search}`)).not.toThrow();
    }
  });
});

describe('ten thousand mutated fragments', () => {
  test('give optimizers, or say in one sentence what is wrong', async () => {
    const accidents = new Accidents(3);
    const data = await optimizerToText(smallOptimizer());
    const sound = formatFragment([
      { name: 'Mine, “own” & 100 %', data },
      { name: '', data },
    ]);
    expect(parseFragment(sound)).toEqual({
      optimizers: [
        { name: 'Mine, “own” & 100 %', data },
        { name: 'Optimizer from a link', data },
      ],
      problems: [],
    });
    let [read, refused] = [0, 0];
    for (let i = 0; i < COUNT; i++) {
      const { optimizers, problems } = parseFragment(accidents.several(sound));
      for (const { message } of problems) expect(message.length).toBeGreaterThan(10);
      for (const { name, data: text } of optimizers) {
        expect(name.length).toBeGreaterThan(0);
        if (text === data) continue;
        try {
          const { config, tensors } = await optimizerFromText(text, name);
          expect(config.rule).toBe('lstm');
          for (const { values } of Object.values(tensors)) {
            expect(values.every(Number.isFinite)).toBe(true);
          }
          read++;
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(LabError);
          expect(thrown).toMatchObject({ code: 'bad-file' });
          refused++;
        }
      }
    }
    expect(refused).toBeGreaterThan(1000);
    expect(read + refused).toBeGreaterThan(1000);
  }, 20_000);
});
