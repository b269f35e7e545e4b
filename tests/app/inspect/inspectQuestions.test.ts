import { describe, expect, test } from 'vitest';
import { stepParts } from '../../../src/app/inspect/inspectParts';
import { fieldSteps, mapQuestion } from '../../../src/app/inspect/inspectQuestions';
import { nearestKept, usualStep } from '../../../src/app/inspect/inspectSelection';
import { zoomOf } from '../../../src/app/inspect/inspectSettings';
import { usualLimit } from '../../../src/specs/sweep';
import type { TraceConfig } from '../../../src/specs/trace';
import { summaryFor } from '../support/inspecting';
import { smallOptimizer } from '../support/lab';

const config = (steps: number): TraceConfig => ({
  task: { name: 'quadratic', dimension: 10, initialScale: 0.01 },
  seed: 1,
  problem: 0,
  steps,
  optimizer: { kind: 'baseline', id: 'sgd', label: 'SGD', name: 'sgd', learningRate: 1 },
  rates: {},
});
const divergedAt = (step: number) => ({
  divergence: { step, problems: 1, kind: 'exploding' as const, message: 'm', remedy: 'r' },
});

describe('the steps of a sweep', () => {
  test('are spread over the whole trace, with the selected one among them', () => {
    const steps = fieldSteps(summaryFor(config(200)), 67);
    expect(steps).toHaveLength(33);
    expect(steps).toContain(67);
    expect(steps[0]).toBe(0);
    expect(steps.at(-1)).toBe(199);
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
    expect(Math.max(...steps.slice(1).map((step, i) => step - (steps[i] as number)))).toBe(7);
  });

  test('are all of a short trace, each once, and end before a divergence', () => {
    expect(fieldSteps(summaryFor(config(5)), 2)).toEqual([0, 1, 2, 3, 4]);
    expect(fieldSteps(summaryFor(config(1)), 0)).toEqual([0]);
    expect(fieldSteps(summaryFor(config(200), divergedAt(3)), 100)).toEqual([0, 1, 2]);
    expect(fieldSteps(summaryFor(config(200), divergedAt(0)), 100)).toEqual([0]);
  });
});

test('a sweep goes beyond the largest gradient that is a number', () => {
  const gradient = Float32Array.from([0.1, -2.5, Number.NaN, Number.POSITIVE_INFINITY]);
  expect(usualLimit(gradient, 'linear')).toBe(3.1);
  expect(usualLimit(gradient, 'symlog')).toBe(25);
  expect(usualLimit(new Float32Array(4), 'linear')).toBe(1);
});

describe('the map', () => {
  const view = { quantity: 'update', order: 'layer' } as const;
  test('is asked for by places, at least one of them, within those there are', () => {
    const summary = { kept: new Int32Array(10) };
    const places = (from: number, to: number) => {
      const question = mapQuestion(summary, { ...view, ...zoomOf({ from, to }) });
      return [question.from, question.to];
    };
    expect(places(0, 1)).toEqual([0, 10]);
    expect(places(0.25, 0.5)).toEqual([2, 5]);
    expect(places(0.99, 0.2)).toEqual([9, 10]);
    expect(places(1, 1)).toEqual([9, 10]);
    expect(places(-3, Number.NaN)).toEqual([0, 1]);
  });
});

test('the nearest coordinate that was kept', () => {
  const kept = Int32Array.from([2, 5, 9]);
  const nearest = (wanted: number) => nearestKept({ kept }, wanted);
  expect([0, 2, 3, 4, 7, 8, 100].map(nearest)).toEqual([2, 2, 2, 5, 5, 9, 9]);
  expect(nearestKept({ kept: new Int32Array(0) }, 3)).toBe(0);
});

test('the usual step is a third of what means something', () => {
  expect(usualStep(summaryFor(config(200)))).toBe(66);
  expect(usualStep(summaryFor(config(1)))).toBe(0);
  expect(usualStep(summaryFor(config(200), divergedAt(9)))).toBe(3);
});

test('the parts of a step are those of its optimizer', () => {
  const optimizer = smallOptimizer();
  const learned = { kind: 'learned', id: 'l', label: 'LSTM', optimizer } as const;
  expect(stepParts(learned)).toEqual([
    { kind: 'gradient' },
    { kind: 'preprocessing' },
    { kind: 'layer', layer: 0 },
    { kind: 'output' },
    { kind: 'update' },
  ]);
  expect(stepParts(config(1).optimizer)).toEqual([{ kind: 'gradient' }, { kind: 'update' }]);
});
