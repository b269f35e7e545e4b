import { describe, expect, test } from 'vitest';
import { DISSECTION_IDS } from '../../../src/specs/figures';
import { optimizerStyle } from '../../../src/ui/charts/palette';
import { fieldOf, traceOf } from '../../../src/ui/screens/figures/dissectionSeries';
import {
  aboutDissection,
  DISSECTED,
  dissectionProtocol,
  dissectionSentences,
  weightText,
} from '../../../src/ui/screens/figures/dissectionWords';
import {
  actualPoint,
  sweepSeries,
  updateDomain,
} from '../../../src/ui/screens/inspect/fieldSeries';
import { historySeries } from '../../../src/ui/screens/inspect/traceSeries';
import { historyResult, sweepResult } from '../../helpers/dissections';

const learned = { kind: 'learned', label: 'LSTM' } as const;
const style = optimizerStyle(0);

describe('series', () => {
  test('of the updates: the learned ones first, then those of the others', () => {
    const lines = historySeries(traceOf(historyResult()), learned, style);
    expect(lines.map(({ label }) => label)).toEqual(['LSTM', 'SGD', 'Adam']);
    expect([...(lines[0]?.y ?? [])]).toEqual([...Float32Array.of(-0.2, 0.1, 0.05, -0.1)]);
    const { value, gradient } = traceOf(historyResult({ gradient: [1, -1, null, null] }));
    expect(value).toHaveLength(5);
    expect([...gradient].map(Number.isFinite)).toEqual([true, true, false, false]);
  });

  test('of a sweep: each step its own, and the point where it really was', () => {
    const field = fieldOf(sweepResult());
    const lines = sweepSeries(field, 1, learned, style);
    expect(lines.map(({ label }) => label)).toEqual(['LSTM', 'SGD']);
    expect([...(lines[0]?.y ?? [])]).toEqual([...Float32Array.of(0.4, 0.35, 0.1, -0.2, -0.3)]);
    expect([...(lines[0]?.x ?? [])]).toEqual([-2, -1, 0, 1, 2]);
    expect(actualPoint(field, 0, style, '')).toMatchObject([{ x: 1, y: -0.25 }]);
    expect(actualPoint(field, 1, style, '')).toEqual([]);
    expect(updateDomain(field)[1]).toBeCloseTo(0.42, 5);
  });
});

describe('words', () => {
  test('both figures say what the paper dissects, and what is dissected here', () => {
    for (const id of DISSECTION_IDS) {
      expect(DISSECTED[id].did).toMatch(/\.$/);
      expect(DISSECTED[id].here).toContain('neural-art');
      expect(DISSECTED[id].here).toContain('MNIST optimizer');
    }
  });

  test('Figure 10 in sentences', () => {
    expect(dissectionSentences(historyResult())).toEqual([
      'Its update changes its sign at 50 % of the steps; Adam’s at 10 % and SGD’s at 25 % would have.',
      'Over the steps it goes most closely with what SGD would have proposed: their correlation is 0.62; with Adam’s it is −0.10.',
      'It is 10 times as large as Adam’s early and 12.5 times late; 2 times as large as SGD’s early and 2 times late (root mean square over the first and the last 1 steps).',
    ]);
  });

  test('Figure 11 in sentences', () => {
    expect(dissectionSentences(sweepResult())).toEqual([
      'At 2 of 2 steps its proposal falls all along while the gradient grows (Adam’s at 1).',
      'The curve levels off: at the ends of the sweep it is 5 times flatter than around 0 (the median over the steps); Adam’s is 2 times flatter, SGD’s is a straight line.',
      'With a gradient of 0 it would still move, by 13 % of its largest proposal in the median (Adam 50 %): that is the history’s part, of which SGD has none.',
    ]);
    const shaped = (endSlope: number) =>
      dissectionSentences(
        sweepResult({ measures: [{ id: 'own', falling: 2, endSlope, offset: null }] }),
      )[1];
    expect(shaped(1.1)).toContain('is nearly straight: at the ends of the sweep it is 1.1 times');
    expect(shaped(3)).toContain('grows steeper: at the ends of the sweep it is 3 times steeper');
    expect(shaped(-0.1)).toContain('turns around at the ends of the sweep (the median');
  });

  test('what could not be measured is not spoken of, and a divergence is', () => {
    const nothing = { signChanges: null, correlation: null, early: null, late: null };
    const ended = historyResult({
      divergedAt: 1,
      measures: [
        { id: 'own', ...nothing },
        { id: 'sgd', ...nothing },
      ],
    });
    expect(dissectionSentences(ended)).toEqual([
      'It diverged at step 1; what is said is of the steps before.',
    ]);
  });

  test('say which weight, of which network, and how it was chosen', () => {
    // Coordinate p · 20 + unit: pixel 717 is in row 26, column 18.
    expect(weightText(historyResult())).toBe('unit 8, pixel (26, 18)');
    const protocol = dissectionProtocol(sweepResult()).join(' ');
    expect(protocol).toContain('784-20-10 sigmoid, for 100 steps: problem 0 of seed 4001');
    expect(protocol).toContain('largest root mean square');
    expect(protocol).toContain('on 8 networks of their own');
    expect(protocol).toContain('5 gradients from −2 to 2');
    expect(dissectionProtocol(historyResult()).join(' ')).not.toContain('gradients from');
    expect(aboutDissection(historyResult())).toBe(
      'LSTM, unit 8, pixel (26, 18), seed 4001. Digits of MNIST.',
    );
  });
});
