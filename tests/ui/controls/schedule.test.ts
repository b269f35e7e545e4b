/** A meta learning rate's schedule as text. */
import { expect, test } from 'vitest';
import { readSchedule, scheduleText } from '../../../src/ui/controls/schedule';

const FALLING = [
  { horizon: 0, rate: 0.01 },
  { horizon: 600, rate: 0.003 },
];

test('is written and read the same', () => {
  expect(scheduleText(FALLING)).toBe('0.01, 600:0.003');
  expect(readSchedule('0.01, 600:0.003')).toEqual({ ok: true, schedule: FALLING });
  expect(readSchedule('0.01,600:3e-3')).toEqual({ ok: true, schedule: FALLING });
});

test.each(['', 'fast', '0', '2', '600:0.01', '0.01, 0.003', '0.01, 20:0.1, 10:0.2', '0.01,'])(
  'refuses %j',
  (text) => {
    expect(readSchedule(text).ok).toBe(false);
  },
);
