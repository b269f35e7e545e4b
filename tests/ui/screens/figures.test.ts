import { describe, expect, test } from 'vitest';
import {
  type FigureLine,
  type FigureResult,
  VERDICT_KINDS,
  type Verdict,
} from '../../../src/specs/figureResult';
import { RACED_FIGURE_IDS } from '../../../src/specs/figures';
import { optimizerStyle } from '../../../src/ui/charts/palette';
import {
  architectureSeries,
  curveSeries,
  lossDomain,
  paperMarks,
} from '../../../src/ui/screens/figures/series';
import {
  dataSentence,
  originSentence,
  PAPER,
  protocolSentences,
  VERDICT_TERMS,
  VERDICT_WORDS,
  verdictSentence,
  verdictWord,
} from '../../../src/ui/screens/figures/words';
import { GLOSSARY } from '../../../src/ui/terms/glossary';

const line = (id: string, steps: number, median: number, patch = {}): FigureLine => {
  const values = Array.from({ length: steps + 1 }, () => median);
  return {
    id,
    rate: id === 'lstm' ? null : { learningRate: 0.1, loss: 1, rates: 32 },
    curve: { median: values, q10: values, q90: values },
    area: median,
    final: { mean: median, median, q10: median, q90: median },
    test: null,
    divergedAt: null,
    ...patch,
  };
};

const result = (patch: Partial<FigureResult> = {}): FigureResult => ({
  version: 1,
  figure: '4-centre',
  date: '2026-03-04T05:06:07Z',
  appVersion: '0.1.0',
  commit: 'abc1234',
  backend: 'wasm',
  seconds: 200,
  data: 'mnist',
  seed: 7,
  problems: 16,
  tuning: { problems: 8, seed: 9 },
  optimizers: [
    { id: 'lstm', label: 'LSTM', kind: 'learned' },
    { id: 'nag', label: 'NAG', kind: 'baseline' },
  ],
  settings: [{ key: '20-units-1-layers', lines: [line('lstm', 100, 0.2), line('nag', 100, 0.4)] }],
  verdicts: [],
  ...patch,
});

const verdict = (patch: Partial<Verdict> = {}): Verdict => ({
  optimizer: 'lstm',
  kind: 'holds',
  best: 'nag',
  final: 0.2,
  bestFinal: 0.4,
  areaRatio: 0.75,
  aheadUntil: 100,
  ahead: 1,
  of: 1,
  ...patch,
});

const style = () => optimizerStyle(0);

describe('series', () => {
  test('of curves begin where the figure begins', () => {
    const settings = [{ key: 'x', lines: [line('lstm', 200, 0.2)] }];
    const [late] = curveSeries(result({ figure: '4-right', settings }), style);
    expect(late?.x[0]).toBe(100);
    expect(late?.x).toHaveLength(101);
    expect(late?.y).toHaveLength(101);
  });

  test('end where an optimizer diverged, and say so', () => {
    const lines = [line('lstm', 3, 1, { divergedAt: 2 })];
    lines[0]?.curve?.median.splice(2, 2, null, null);
    const [ended] = curveSeries(result({ settings: [{ key: 'x', lines }] }), style);
    expect([...(ended?.y ?? [])].map(Number.isFinite)).toEqual([true, true, false, false]);
    expect(ended?.endedAt).toEqual({ x: 2, text: 'diverged at step 2' });
  });

  test('of architectures leave out what is not known', () => {
    const known = (units: number, layers: number) => ({
      key: `${units}-units-${layers}-layers`,
      lines: [line('lstm', 1, units / 100)],
    });
    const settings = [known(5, 1), known(35, 1), known(20, 2)];
    const six = result({ figure: '6', settings });
    const [one, ...none] = architectureSeries(six, 1, style);
    expect([...(one?.x ?? [])]).toEqual([5, 35]);
    expect([...(one?.y ?? [])]).toEqual([0.05, 0.35]);
    expect(none).toEqual([]);
    expect(architectureSeries(six, 2, style)[0]?.label).toBe('LSTM');
  });

  test('the axis has room for the paper’s values', () => {
    const { references, markers } = paperMarks('4-centre');
    expect(references.map(({ label }) => label)).toEqual(['paper: LSTM 0.26', 'paper: NAG 0.34']);
    expect(markers.map(({ x }) => x)).toEqual([100, 100]);
    const [low, high] = lossDomain(curveSeries(result(), style), references) ?? [0, 0];
    expect(low).toBeLessThan(0.2);
    expect(high).toBeGreaterThan(0.4);
    expect(lossDomain([], references)).toBeUndefined();
    expect(paperMarks('6')).toEqual({ markers: [], references: [] });
  });
});

describe('words', () => {
  test('every figure has its paper', () => {
    for (const id of RACED_FIGURE_IDS) {
      expect(PAPER[id].did).toMatch(/\.$/);
      expect(PAPER[id].claims).toMatch(/\.$/);
    }
  });

  test.each([
    [
      {},
      'Holds',
      'It ends at a median of 0.2 against 0.4 of NAG, 50 % lower. The area under its median curve is 25 % smaller than the smallest of the others.',
    ],
    [
      { kind: 'early' as const, final: 0.5, aheadUntil: 63 },
      'Holds early only',
      'It ends at a median of 0.5 against 0.4 of NAG, 25 % higher. The area under its median curve is 25 % smaller than the smallest of the others; it is ahead of all of them until step 63.',
    ],
    [
      { kind: 'not' as const, final: 0.4, areaRatio: 1.5 },
      'Does not hold',
      'It ends at a median of 0.4 against 0.4 of NAG, level. The area under its median curve is 50 % larger than the smallest of the others.',
    ],
    [
      { kind: 'not' as const, final: null },
      'Does not hold',
      'It diverges; NAG ends at a median of 0.4.',
    ],
  ])('a verdict in words: %o', (patch, word, sentence) => {
    expect(verdictWord(verdict(patch))).toBe(word);
    expect(verdictSentence(verdict(patch), result())).toBe(sentence);
  });

  test('every verdict explains itself by its own name', () => {
    for (const kind of VERDICT_KINDS) {
      expect(GLOSSARY[VERDICT_TERMS[kind]].name).toBe(VERDICT_WORDS[kind]);
    }
  });

  test('of ReLU units the claim is the failure', () => {
    const relu = result({ figure: '5-right' });
    expect(verdictSentence(verdict({ final: 2.3 }), relu)).toBe(
      'It fails as the paper’s does: it ends at a median of 2.3 against 0.4 of NAG.',
    );
    expect(verdictSentence(verdict({ kind: 'not' }), relu)).toBe(
      'It does not fail: it ends at a median of 0.2 against 0.4 of NAG.',
    );
  });

  test('of architectures the worst one is named', () => {
    const some = verdict({ kind: 'partly', ahead: 5, of: 8 });
    expect(verdictWord(some)).toBe('Holds for 5 of 8');
    expect(verdictSentence(some, result({ figure: '6' }))).toContain('5 of 8 architectures');
  });

  test('say whose digits, when, and by which protocol', () => {
    expect(dataSentence(result({ data: 'synthetic' }))).toBe('Synthetic digits, drawn by the Lab.');
    expect(dataSentence(result({ figure: '4-left', data: null }))).toBe('');
    expect(originSentence(result())).toBe(
      'Computed on 2026-03-04, seed 7, in 3 min by WebAssembly, version 0.1.0, commit abc1234.',
    );
    expect(originSentence(result({ backend: 'abacus' }))).toContain('by abacus,');
    const protocol = protocolSentences(result()).join(' ');
    expect(protocol).toContain('16 networks');
    expect(protocol).toContain('best of 32');
    expect(protocol).toContain('8 networks that take no part');
  });
});
