import { type ReactNode, useId, useState } from 'react';
import { type Acts, ActsBadge } from './ActsBadge';
import classes from './controls.module.css';

/** What a text was read as, or what is wrong with it. */
export type FormRead<T> = { ok: true; value: T } | { ok: false; error: string };

interface FormFieldProps<T> {
  /** The accessible name. */
  name: string;
  label?: ReactNode;
  /** The value as text. */
  text: string;
  read: (text: string) => FormRead<T>;
  onChange: (value: T) => void;
  acts?: Acts;
  placeholder?: string;
}

/** A setting that is more than one value, as text. What cannot be read is refused in place, and the last good value stays. */
export function FormField<T>({
  name,
  label = name,
  text,
  read,
  onChange,
  ...rest
}: FormFieldProps<T>) {
  const id = useId();
  const [draft, setDraft] = useState<string | null>(null);
  const [error, setError] = useState<string | null>(null);
  return (
    <div className={classes.field}>
      <span className={classes.label}>
        <span>{label}</span>
        {rest.acts && <ActsBadge acts={rest.acts} />}
      </span>
      <input
        aria-label={name}
        className={classes.text}
        value={draft ?? text}
        placeholder={rest.placeholder}
        spellCheck={false}
        autoComplete="off"
        aria-invalid={error !== null}
        aria-describedby={error === null ? undefined : `${id}-error`}
        onChange={(event) => {
          const typed = event.currentTarget.value;
          setDraft(typed);
          const result = read(typed);
          setError(result.ok ? null : result.error);
          if (result.ok) onChange(result.value);
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
