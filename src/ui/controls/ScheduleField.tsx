import type { RateSchedule } from '../../specs/training';
import { FormField } from './FormField';
import { readSchedule, scheduleText } from './schedule';

interface ScheduleFieldProps {
  name: string;
  /** What stands above, where the name is long. */
  label: string;
  value: RateSchedule;
  onChange: (schedule: RateSchedule) => void;
}

/** A learning rate that falls by steps, written as on the command line: `0.01, 600:0.003, 1200:0.001`. */
export function ScheduleField({ name, label, value, onChange }: ScheduleFieldProps) {
  return (
    <FormField
      name={name}
      label={label}
      text={scheduleText(value)}
      acts="live"
      read={(text) => {
        const read = readSchedule(text);
        return read.ok ? { ok: true, value: read.schedule } : read;
      }}
      onChange={onChange}
    />
  );
}
