/** A meta learning rate's schedule as text, as on the command line. */
import { type RateSchedule, rateScheduleSchema } from '../../specs/training';

export function scheduleText(schedule: RateSchedule): string {
  return schedule
    .map(({ horizon, rate }) => (horizon === 0 ? `${rate}` : `${horizon}:${rate}`))
    .join(', ');
}

export type ReadSchedule = { ok: true; schedule: RateSchedule } | { ok: false; error: string };

export function readSchedule(text: string): ReadSchedule {
  const entries = text.split(',').map((part) => {
    const [first = '', second] = part.split(':').map((side) => side.trim());
    return second === undefined
      ? { horizon: 0, rate: numberOrNaN(first) }
      : { horizon: numberOrNaN(first), rate: numberOrNaN(second) };
  });
  const parsed = rateScheduleSchema.safeParse(entries);
  if (parsed.success) return { ok: true, schedule: parsed.data };
  return {
    ok: false,
    error: 'Write a rate up to 1, then horizon:rate pairs in ascending order: 0.01, 600:0.003.',
  };
}

const numberOrNaN = (text: string): number => (text === '' ? Number.NaN : Number(text));
