/** Runs side by side: settings that differ, lines of one picture, names and words. */
import { describe, expect, test } from 'vitest';
import type { ListedRun, RunCurve } from '../../../../src/app/runs/types';
import type { Numbers } from '../../../../src/ui/charts';
import { axesOf } from '../../../../src/ui/screens/library/runs/axes';
import { captionOf } from '../../../../src/ui/screens/library/runs/caption';
import { comparedRuns, comparedTable } from '../../../../src/ui/screens/library/runs/compareTable';
import { distinctNames } from '../../../../src/ui/screens/library/runs/names';
import {
  LINE_STYLES,
  lineStyle,
  overlaySeries,
  quantitiesOf,
  type RunCurves,
  xUnitsOf,
} from '../../../../src/ui/screens/library/runs/overlay';
import { differingSettings, settingRows } from '../../../../src/ui/screens/library/runs/settings';
import { race, training } from './runs';

const curve = (name: string, unit: RunCurve['unit'], x: number[], y: number[]): RunCurve => ({
  name,
  unit,
  x: Float32Array.from(x),
  y: Float32Array.from(y),
});

/** Two unrolls a horizon; validated before the first and after every horizon. */
const TRAINED: RunCurve[] = [
  curve('meta-loss', 'horizons', [0.5, 1, 1.5, 2], [8, 4, 2, 1]),
  curve('validation mean', 'horizons', [0, 1, 2], [9, 3, 1]),
  curve('validation median', 'horizons', [0, 1, 2], [8, 2, 0.5]),
  curve('best validation race', 'steps', [0, 1], [9, 1]),
];
const RACED: RunCurve[] = [
  curve('LSTM', 'steps', [0, 1, 2], [5, 2, 1]),
  curve('LSTM, mean', 'steps', [0, 1, 2], [6, 3, 2]),
  curve('Adam', 'steps', [0, 1, 2], [5, Number.NaN, Number.NaN]),
  curve('Adam, mean', 'steps', [0, 1, 2], [6, Number.NaN, Number.NaN]),
];
const CHOICE = { quantity: 'validation', measure: 'mean', x: 'horizons', smooth: false } as const;

const valuesOf = (runs: ListedRun[]) =>
  Object.fromEntries(differingSettings(runs).map(({ name, values }) => [name, values]));

describe('settings that differ', () => {
  test('are those, and no others', () => {
    const a = training({ id: 'a' }, { unroll: 10, clipping: 2 });
    const b = training({ id: 'b' }, { unroll: 20 });
    expect(valuesOf([a, b])).toEqual({
      Unroll: ['10', '20'],
      'Meta-gradients cut at': ['2', null],
    });
    expect(differingSettings([a, a])).toEqual([]);
    expect(differingSettings([a])).toEqual([]);
  });

  test('are found inside tasks and optimizers', () => {
    const quadratic = (initialScale: number) =>
      ({ name: 'quadratic', dimension: 10, initialScale }) as const;
    const a = training({}, { task: quadratic(0.01) });
    const b = training({}, { task: quadratic(1) });
    expect(Object.keys(valuesOf([a, b]))).toEqual(['Start σ']);
    const c = training({}, { optimizer: { ...optimizerOf(a), hiddenUnits: 8 } });
    expect(valuesOf([a, c])).toEqual({ 'Hidden units': ['20', '8'] });
    expect(settingRows(a).find(({ key }) => key === 'task')?.value).toBe('Quadratics, 10-d');
  });

  test('are the entrants of races, their rates and weights', () => {
    const learned = (weightsHash: string) =>
      ({ kind: 'learned', id: 'own', label: 'LSTM', weightsHash }) as const;
    const a = race({}, { entrants: [learned('ab')] });
    const b = race({ seed: 8 }, { entrants: [learned('cd')], seed: 8 });
    expect(valuesOf([a, b])).toEqual({
      Seed: ['7', '8'],
      'Entrant LSTM': ['learned, weights ab', 'learned, weights cd'],
    });
  });

  test('are backend and version, too: curves may depend on them', () => {
    const a = training({ backend: 'WebGPU' });
    expect(valuesOf([a, training({ appVersion: '0.2.0' })])).toEqual({
      Backend: ['WebGPU', 'WebAssembly'],
      'Made with version': ['0.1.0', '0.2.0'],
    });
  });
});

describe('the lines', () => {
  const a: RunCurves = { run: training({ id: 'a', name: 'A' }), curves: TRAINED };
  const b: RunCurves = {
    run: training({ id: 'b', name: 'B', state: 'diverged', trouble: 'The loss exploded.' }),
    curves: TRAINED,
  };
  const r: RunCurves = { run: race({ id: 'r', name: 'R', state: 'diverged' }), curves: RACED };

  test('are one for each run, each of its own look', () => {
    const series = overlaySeries([a, b, r], CHOICE);
    expect(series.map(({ label }) => label)).toEqual(['A', 'B']);
    expect(numbersOf(series[0]?.y)).toEqual([9, 3, 1]);
    expect(series[0]?.style).not.toEqual(series[1]?.style);
    expect(series[0]?.endedAt).toBeUndefined();
    expect(series[1]?.endedAt).toEqual({ x: 2, text: 'diverged' });
    expect(captionOf([a, b, r], series, 'validation')).toBe(
      'The lowest point is on the line of A. Diverged: B and R. Without such a curve: R.',
    );
  });

  test('count horizons or unrolls, and seconds where they were kept', () => {
    expect(xUnitsOf([a, r], 'validation')).toEqual(['horizons', 'unrolls']);
    const [line] = overlaySeries([a], { ...CHOICE, x: 'unrolls' });
    expect(numbersOf(line?.x)).toEqual([0, 2, 4]);
    const [meta] = overlaySeries([a], { ...CHOICE, quantity: 'meta-loss', x: 'unrolls' });
    expect(numbersOf(meta?.x)).toEqual([1, 2, 3, 4]);

    const seconds = Float32Array.of(0, 1.5, 3);
    const timed = a.curves.map((c) => (c.name.startsWith('validation') ? { ...c, seconds } : c));
    expect(xUnitsOf([{ ...a, curves: timed }], 'validation')).toContain('seconds');
    expect(xUnitsOf([{ ...a, curves: timed }, b], 'validation')).not.toContain('seconds');
    const [late] = overlaySeries([{ ...a, curves: timed }], { ...CHOICE, x: 'seconds' });
    expect(late?.x).toBe(seconds);
  });

  test('of a race are its entrants, by mean or median', () => {
    const choice = { ...CHOICE, quantity: 'race', measure: 'median', x: 'steps' } as const;
    const series = overlaySeries([a, r], choice);
    expect(series.map(({ label }) => label)).toEqual(['R: LSTM', 'R: Adam']);
    expect(series[1]?.endedAt).toEqual({ x: 0, text: 'diverged at step 1' });
    const [mean] = overlaySeries([r], { ...choice, measure: 'mean' });
    expect(numbersOf(mean?.y)).toEqual([6, 3, 2]);
    expect(mean?.label).toBe('R: LSTM');
  });

  test('are offered where there are any', () => {
    expect(quantitiesOf([a])).toEqual(['validation', 'meta-loss', 'validation race']);
    expect(quantitiesOf([r])).toEqual(['race']);
    expect(quantitiesOf([{ ...a, curves: [] }])).toEqual([]);
    expect(overlaySeries([{ ...a, curves: [] }], CHOICE)).toEqual([]);
  });

  test('are smoothed when that is asked for, the meta-loss only', () => {
    const smooth = { ...CHOICE, quantity: 'meta-loss', smooth: true } as const;
    const [line] = overlaySeries([a], smooth);
    expect(line?.y[0]).toBe(8);
    expect(line?.y[3]).toBeGreaterThan(1);
    expect(overlaySeries([a], { ...CHOICE, smooth: true })[0]?.y).toBe(TRAINED[1]?.y);
  });

  test('have an axis without logarithm where a value is negative', () => {
    const negative = { ...a, curves: [curve('meta-loss', 'horizons', [1], [-2])] };
    const choice = { ...CHOICE, quantity: 'meta-loss' } as const;
    const axes = (one: RunCurves) => axesOf([one], overlaySeries([one], choice), choice);
    expect(axes(negative).canBeLog).toBe(false);
    expect(axes(a).canBeLog).toBe(true);
  });

  test('look different, as many as can', () => {
    const looks = Array.from({ length: LINE_STYLES }, (_, i) => {
      const { light, dash } = lineStyle(i);
      return `${light} ${dash}`;
    });
    expect(new Set(looks).size).toBe(LINE_STYLES);
    expect(LINE_STYLES).toBeGreaterThanOrEqual(24);
  });

  test('of different tasks are said not to compare', () => {
    const other = {
      run: training({ id: 'o' }, { task: { name: 'surface', surface: 'bowl', initialScale: 0.3 } }),
      curves: TRAINED,
    };
    const series = overlaySeries([a, other], CHOICE);
    expect(captionOf([a, other], series, 'validation')).toContain('do not compare');
  });
});

describe('names', () => {
  test('stay where they differ', () => {
    expect(
      distinctNames([training({ id: 'a', name: 'A' }), training({ id: 'b', name: 'B' })]),
    ).toEqual(['A', 'B']);
  });

  test('that are alike are told apart by a setting, by dates, or by numbers', () => {
    const of = (id: string, unroll: number, createdAt: string) =>
      training({ id, name: 'A', createdAt }, { unroll });
    const january = '2026-01-01T00:00:00.000Z';
    expect(distinctNames([of('a', 10, january), of('b', 20, january)])).toEqual([
      'A, unroll 10',
      'A, unroll 20',
    ]);
    const dated = distinctNames([of('a', 20, january), of('b', 20, '2026-02-01T00:00:00.000Z')]);
    expect(dated[0]).toContain('2026');
    expect(new Set(dated).size).toBe(2);
    expect(distinctNames([of('a', 20, january), of('b', 20, january)])).toEqual(['A (1)', 'A (2)']);
  });
});

test('the table has settings that differ, results, and nothing twice', () => {
  const a = training({ id: 'a', name: 'A', result: { 'best validation': 0.5 } }, { unroll: 10 });
  const b = training({ id: 'b', name: 'B', result: { 'best validation': null } });
  const compared = comparedRuns([a, b]);
  expect(compared.columns.map(({ name, group }) => `${group}: ${name}`)).toEqual([
    'setting: Unroll',
    'result: State',
    'result: Progress',
    'result: best validation',
    'result: Seconds',
  ]);
  const table = comparedTable(compared);
  expect(table.columns[0]).toBe('run');
  expect(table.cell(0, 1)).toBe('10');
  expect(table.cell(1, 4)).toBeNull();
  expect(comparedRuns([a]).columns.every(({ group }) => group === 'result')).toBe(true);
});

const numbersOf = (numbers: Numbers | undefined): number[] => [...(numbers ?? [])];

function optimizerOf(run: ListedRun) {
  if (run.kind !== 'training') throw new Error('a training is needed');
  return run.config.optimizer;
}
