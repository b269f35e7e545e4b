import { useId, useState } from 'react';
import type { RateSchedule } from '../../specs/training';
import { ActsBadge } from './ActsBadge';
import classes from './controls.module.css';
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
  const id = useId();
  const [draft, setDraft] = useState<string | null>(null);
  const [error, setError] = useState<string | null>(null);
  return (
    <div className={classes.field}>
      <span className={classes.label}>
        <span>{label}</span>
        <ActsBadge acts="live" />
      </span>
      <input
        aria-label={name}
        className={classes.text}
        value={draft ?? scheduleText(value)}
        spellCheck={false}
        autoComplete="off"
        aria-invalid={error !== null}
        aria-describedby={error === null ? undefined : `${id}-error`}
        onChange={(event) => {
          const text = event.currentTarget.value;
          setDraft(text);
          const read = readSchedule(text);
          setError(read.ok ? null : read.error);
          if (read.ok) onChange(read.schedule);
        }}
        onBlur={() => setDraft(null)}
      />
      {error !== null && (
        <span id={`${id}-error`} role="alert" className={classes.error}>
          {error}
        </span>
      )}
    </div>
  );
}
