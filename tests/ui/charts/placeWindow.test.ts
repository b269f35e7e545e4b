import { describe, expect, test } from 'vitest';
import {
  between,
  isWhole,
  leastSpan,
  panned,
  pinched,
  showing,
  WHOLE,
  zoomed,
} from '../../../src/ui/charts/placeWindow';
import type { PlaceWindow } from '../../../src/ui/charts/types';

const near = ({ from, to }: PlaceWindow) => ({
  from: expect.closeTo(from, 12),
  to: expect.closeTo(to, 12),
});
const LEAST = 0.01;

test('a window has eight places at least, or all of them', () => {
  expect(leastSpan(16_000)).toBe(0.0005);
  expect([leastSpan(8), leastSpan(3), leastSpan(0)]).toEqual([1, 1, 1]);
});

describe('zooming', () => {
  test('keeps the place under the pointer where it is', () => {
    const window = { from: 0.2, to: 0.6 };
    for (const at of [0, 0.3, 1]) {
      const next = zoomed(window, at, 2, LEAST);
      expect(next.to - next.from).toBeCloseTo(0.2, 12);
      expect(next.from + at * 0.2).toBeCloseTo(0.2 + at * 0.4, 12);
    }
  });

  test('in and out again comes back', () => {
    expect(zoomed(zoomed({ from: 0.3, to: 0.5 }, 0.4, 3, LEAST), 0.4, 1 / 3, LEAST)).toEqual(
      near({ from: 0.3, to: 0.5 }),
    );
  });

  test('ends at the whole and at the least', () => {
    expect(zoomed({ from: 0.7, to: 0.9 }, 0.5, 0.01, LEAST)).toBe(WHOLE);
    expect(zoomed({ from: 0.9, to: 0.95 }, 1, 1000, LEAST)).toEqual(near({ from: 0.94, to: 0.95 }));
    expect(zoomed({ from: 0.8, to: 1 }, 1, 0.5, LEAST)).toEqual(near({ from: 0.6, to: 1 }));
    expect(zoomed({ from: 0.8, to: 1 }, 0, 0.5, LEAST)).toEqual(near({ from: 0.6, to: 1 }));
    expect([isWhole(WHOLE), isWhole({ from: 0, to: 0.99 })]).toEqual([true, false]);
  });

  test('by two fingers moves with them', () => {
    const window = { from: 0.2, to: 0.6 };
    expect(pinched(window, 0.5, 0.75, 1, LEAST)).toEqual(near({ from: 0.1, to: 0.5 }));
    // What was in the middle (0.4) is three quarters down a window of 0.2.
    expect(pinched(window, 0.5, 0.75, 2, LEAST)).toEqual(near({ from: 0.25, to: 0.45 }));
  });
});

test('moving stops at the ends', () => {
  expect(panned({ from: 0.4, to: 0.6 }, 0.5)).toEqual(near({ from: 0.5, to: 0.7 }));
  expect(panned({ from: 0.4, to: 0.6 }, -9)).toEqual(near({ from: 0, to: 0.2 }));
  expect(panned({ from: 0.4, to: 0.6 }, 9)).toEqual(near({ from: 0.8, to: 1 }));
  expect(panned(WHOLE, 3)).toBe(WHOLE);
});

test('a range that was marked out becomes the window, upwards as well as downwards', () => {
  const window = { from: 0.5, to: 1 };
  expect(between(window, 0.2, 0.6, LEAST)).toEqual(near({ from: 0.6, to: 0.8 }));
  expect(between(window, 0.6, 0.2, LEAST)).toEqual(near({ from: 0.6, to: 0.8 }));
  expect(between(window, 0.5, 1.4, LEAST)).toEqual(near({ from: 0.75, to: 1 }));
  expect(between(window, 0.5, 0.501, LEAST)).toEqual(near({ from: 0.74525, to: 0.75525 }));
});

test('what is to be seen is brought into view, no farther than needed', () => {
  const window = { from: 0.4, to: 0.6 };
  expect(showing(window, 0.45, 0.5)).toBe(window);
  expect(showing(window, 0.3, 0.35)).toEqual(near({ from: 0.3, to: 0.5 }));
  expect(showing(window, 0.7, 0.75)).toEqual(near({ from: 0.55, to: 0.75 }));
  expect(showing(window, 0.1, 0.9)).toEqual(near({ from: 0.1, to: 0.3 }));
});
