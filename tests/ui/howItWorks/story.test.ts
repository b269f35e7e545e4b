/** The slow motion of "How it works": what is drawn for an unroll, and in which order things happen. */
import { describe, expect, test } from 'vitest';
import { captionFor, columnsFor, framesFor, segmentsOf } from '../../../src/ui/howItWorks/story';

describe('columns', () => {
  test('a short unroll is drawn step by step', () => {
    expect(columnsFor(3, 4)).toEqual([
      { kind: 'step', offset: 0 },
      { kind: 'step', offset: 1 },
      { kind: 'step', offset: 2 },
      { kind: 'end', offset: 3 },
    ]);
  });

  test('a long one leaves its middle out and says how much', () => {
    expect(columnsFor(20, 4)).toEqual([
      { kind: 'step', offset: 0 },
      { kind: 'step', offset: 1 },
      { kind: 'gap', from: 2, to: 18 },
      { kind: 'step', offset: 19 },
      { kind: 'end', offset: 20 },
    ]);
    expect(columnsFor(20, 2)).toEqual([
      { kind: 'step', offset: 0 },
      { kind: 'gap', from: 1, to: 19 },
      { kind: 'end', offset: 20 },
    ]);
  });

  test.each([1, 2, 3, 5, 20, 1000])('account for all of %i steps', (unroll) => {
    for (const room of [2, 4]) {
      const steps = columnsFor(unroll, room).reduce((sum, column) => {
        if (column.kind === 'step') return sum + 1;
        return column.kind === 'gap' ? sum + column.to - column.from + 1 : sum;
      }, 0);
      expect(steps).toBe(unroll);
    }
  });
});

describe('frames', () => {
  test('a step is gradient, LSTM, update, and the loss at the new place', () => {
    const frames = framesFor(columnsFor(1, 4), false);
    expect(frames.map((frame) => frame.phase)).toEqual([
      'gradient',
      'lstm',
      'update',
      'loss',
      'backward',
      'learn',
      'cut',
    ]);
    expect(frames[3]).toEqual({ phase: 'loss', column: 1 });
  });

  test('every drawn θ but the first gives one loss, forward in time', () => {
    for (const room of [2, 4]) {
      const columns = columnsFor(20, room);
      const losses = framesFor(columns, false)
        .filter((frame) => frame.phase === 'loss')
        .map((frame) => frame.column);
      const expected = columns.flatMap((column, i) => (i > 0 && column.kind !== 'gap' ? [i] : []));
      expect(losses).toEqual(expected);
    }
  });

  test('backward runs from the end to the first update', () => {
    const columns = columnsFor(20, 4);
    const backward = framesFor(columns, false)
      .filter((frame) => frame.phase === 'backward')
      .map((frame) => frame.column);
    expect(backward).toEqual([4, 3, 2, 1]);
  });

  test('the last unroll of a horizon ends with a fresh start', () => {
    expect(framesFor(columnsFor(5, 4), true).at(-1)?.phase).toBe('restart');
  });

  test('captions name the real steps', () => {
    const columns = columnsFor(20, 4);
    const segment = { from: 40, to: 60 };
    const captions = framesFor(columns, false).map((f) => captionFor(f, columns, segment));
    expect(captions[0]).toContain('θ₄₀');
    expect(captions).toContain('The same for steps 42 to 58.');
    expect(captions.at(-1)).toContain('θ₆₀');
    expect(captions.every((caption) => caption.length > 0)).toBe(true);
  });
});

test('the unrolls of a horizon; the last may be shorter', () => {
  expect(segmentsOf(100, 20)).toHaveLength(5);
  expect(segmentsOf(50, 20)).toEqual([
    { from: 0, to: 20 },
    { from: 20, to: 40 },
    { from: 40, to: 50 },
  ]);
});
