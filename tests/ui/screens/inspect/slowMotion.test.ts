/** One step in slow motion: its numbers, its sentences, its equations, and where they are drawn. */
import katex from 'katex';
import { describe, expect, test } from 'vitest';
import { stepParts } from '../../../../src/app/inspect/inspectParts';
import {
  BASELINE_LABELS,
  type GradientSpec,
  lstmConfigSchema,
} from '../../../../src/specs/optimizer';
import { type CoordinateTrace, type InsideLstm, LSTM_SIGNALS } from '../../../../src/specs/trace';
import { equationOf } from '../../../../src/ui/screens/inspect/slowEquations';
import { slowLayout } from '../../../../src/ui/screens/inspect/slowLayout';
import { loudestUnit, numbersAt, sentenceOf } from '../../../../src/ui/screens/inspect/slowMotion';
import { texNumber } from '../../../../src/ui/screens/inspect/texNumber';

const UNITS = 3;
const STEPS = 4;

/** Signal k of layer l at step t of unit u is 0.1·(k + 1) + 0.01·l + 0.001·(t · UNITS + u). */
function insideOf(layers: number): InsideLstm {
  return {
    hiddenUnits: UNITS,
    inputs: [
      { name: 'log|gradient|', values: Float32Array.of(-0.1, -0.2, -0.3, -0.4) },
      { name: 'sign', values: Float32Array.of(1, -1, 1, -1) },
    ],
    layers: Array.from({ length: layers }, (_, l) => {
      const signals = LSTM_SIGNALS.map((signal, k) => [
        signal,
        Float32Array.from(
          { length: STEPS * UNITS },
          (_value, i) => 0.1 * (k + 1) + 0.01 * l + 0.001 * i,
        ),
      ]);
      return Object.fromEntries(signals);
    }),
    output: Float32Array.of(1, 2, 3, 4),
    correlations: [],
  };
}

const trace: CoordinateTrace = {
  coordinate: 2,
  gradient: Float32Array.of(0.5, -0.25, 1e-7, Number.NaN),
  update: Float32Array.of(-0.1, 0.2, 0.3, Number.NaN),
  value: Float32Array.of(0, -0.1, 0.1, 0.4, Number.NaN),
  wouldBe: [],
  inside: insideOf(2),
};

function learned(settings: object): GradientSpec & { kind: 'learned' } {
  const config = lstmConfigSchema.parse({ layers: 2, hiddenUnits: UNITS, ...settings });
  const optimizer = { config, tensors: {}, training: {}, extra: {} };
  return { kind: 'learned', id: 'a', label: 'LSTM', optimizer };
}

describe('numbers', () => {
  test('are those of the step, with the cell of the step before', () => {
    const numbers = numbersAt(trace, 1);
    expect(numbers?.gradient).toBeCloseTo(-0.25, 6);
    expect(numbers?.next).toBeCloseTo(0.1, 6);
    expect(numbers?.output).toBe(2);
    expect(numbers?.inputs.map(({ value }) => value)).toEqual([Math.fround(-0.2), -1]);
    const [, second] = numbers?.layers ?? [];
    // float32 numbers of about 0.5: 6 decimals.
    expect(second?.cell[2]).toBeCloseTo(0.5 + 0.01 + 0.005, 6);
    expect(second?.before[2]).toBeCloseTo(0.5 + 0.01 + 0.002, 6);
  });

  test('the first step comes after an empty cell; behind a divergence there are none', () => {
    expect([...(numbersAt(trace, 0)?.layers[0]?.before ?? [])]).toEqual([0, 0, 0]);
    expect(numbersAt(trace, 3)).toBeNull();
  });

  test('the example is the unit with the largest hidden value', () => {
    expect(loudestUnit(Float32Array.of(0.1, -0.9, 0.5))).toBe(1);
  });
});

describe('equations', () => {
  const optimizers: [string, GradientSpec][] = [
    ['the raw gradient', learned({})],
    ['logarithm and sign', learned({ preprocess: 'log-sign' })],
    ['RNNprop and tanh', learned({ preprocess: 'rnnprop', output: 'tanh' })],
    ...(['sgd', 'nag', 'rmsprop', 'adam'] as const).map((name): [string, GradientSpec] => [
      name,
      { kind: 'baseline', id: name, label: BASELINE_LABELS[name], name, learningRate: 0.1 },
    ]),
  ];

  test.each(optimizers)('%s: every part at every step is right TeX, with words', (_, optimizer) => {
    for (const step of [0, 1, 2]) {
      const numbers = numbersAt(
        optimizer.kind === 'learned' ? trace : { ...trace, inside: null },
        step,
      );
      if (numbers === null) throw new Error('the step has numbers');
      for (const part of stepParts(optimizer)) {
        const tex = equationOf(part, optimizer, numbers, 1);
        expect(katex.renderToString(tex, { displayMode: true, throwOnError: true })).toContain(
          '<math',
        );
        expect(sentenceOf(part, optimizer, numbers)).toMatch(/^[A-Z].*\.$/);
      }
    }
  });

  test('hold the real numbers', () => {
    const optimizer = learned({ preprocess: 'log-sign', outputScale: 0.1 });
    const numbers = numbersAt(trace, 1);
    if (numbers === null) throw new Error('the step has numbers');
    expect(equationOf({ kind: 'preprocessing' }, optimizer, numbers, 0)).toContain('(-0.2');
    expect(equationOf({ kind: 'update' }, optimizer, numbers, 0)).toContain('0.1\\cdot{2}=0.2');
    expect(equationOf({ kind: 'layer', layer: 1 }, optimizer, numbers, 2)).toContain('=0.515');
  });

  test('a gradient below e⁻ᵖ takes the other branch', () => {
    const optimizer = learned({ preprocess: 'log-sign' });
    const numbers = numbersAt(trace, 2);
    if (numbers === null) throw new Error('the step has numbers');
    expect(equationOf({ kind: 'preprocessing' }, optimizer, numbers, 0)).toContain('e^{10}');
  });
});

test.each([
  [0.0214, '0.0214'],
  [1.23456e-5, '1.23\\cdot10^{-5}'],
  [-4e6, '-4\\cdot10^{6}'],
  [0, '0'],
])('%f as TeX', (value, tex) => {
  expect(texNumber(value)).toBe(tex);
});

describe('the picture', () => {
  const parts = stepParts(learned({}));

  test('parts stand side by side on a wide page, below each other on a phone, and never touch', () => {
    const wide = slowLayout(parts, 1200, 20);
    expect(wide.stacked).toBe(false);
    expect(wide.width).toBeLessThanOrEqual(1200);
    wide.boxes.reduce((before, box) => {
      expect(box.left).toBeGreaterThan(before.left + before.width);
      return box;
    });
    const narrow = slowLayout(parts, 328, 20);
    expect(narrow.stacked).toBe(true);
    narrow.boxes.reduce((before, box) => {
      expect(box.top).toBeGreaterThan(before.top + before.height);
      return box;
    });
  });

  test('where there are too many units the first ones are drawn', () => {
    expect(slowLayout(parts, 328, 20).units).toBe(20);
    const many = slowLayout(parts, 328, 512);
    expect(many.units).toBeLessThan(512);
    expect(many.units * many.cell.width).toBeLessThanOrEqual(328);
  });
});
