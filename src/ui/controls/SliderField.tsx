import { type ReactNode, useId, useState } from 'react';
import { type Acts, ActsBadge } from './ActsBadge';
import classes from './controls.module.css';
import { fromPosition, LOG_POSITIONS, readNumber, toPosition } from './numbers';

export interface SliderFieldProps {
  /** The accessible name of the slider and of the number field. */
  name: string;
  /** What stands above, where it is more than the name: a term that explains itself. */
  label?: ReactNode;
  value: number;
  onChange: (value: number) => void;
  /** The range that is accepted. */
  min: number;
  max: number;
  /** The range of the slider, where it is narrower: the field beside it takes the rest. */
  sliderMin?: number;
  sliderMax?: number;
  /** Distance between two values; whole numbers by default. Ignored on a log scale. */
  step?: number;
  /** On a log scale the slider moves by factors. */
  scale?: 'linear' | 'log';
  /** Whether a change acts on the run going on or begins a new one. */
  acts?: Acts;
  disabled?: boolean;
  /** A button at the end of the row. */
  action?: ReactNode;
}

/**
 * A slider and a number field for the same number. What cannot be taken is refused in place, in words that name
 * the range, and the last good value stays.
 */
export function SliderField(props: SliderFieldProps) {
  const { name, value, min, max, scale = 'linear', step = 1 } = props;
  const errorId = useId();
  // What is being typed; null while the field shows the value itself.
  const [draft, setDraft] = useState<string | null>(null);
  const [error, setError] = useState<string | null>(null);

  const whole = scale === 'linear' && Number.isInteger(step);
  const low = props.sliderMin ?? min;
  const high = props.sliderMax ?? max;
  const inside = Math.min(high, Math.max(low, value));
  const fill = toPosition(inside, low, high, scale) / LOG_POSITIONS;

  const slide = (raw: number) => {
    setDraft(null);
    setError(null);
    props.onChange(scale === 'log' ? fromPosition(raw, low, high) : raw);
  };
  const type = (text: string, incomplete: boolean) => {
    setDraft(text);
    const read = readNumber(incomplete ? 'not a number' : text, { name, min, max, whole });
    setError(read.ok ? null : read.error);
    if (read.ok && read.value !== value) props.onChange(read.value);
  };

  return (
    <div className={classes.field} data-disabled={props.disabled || undefined}>
      <span className={classes.label}>
        <span>{props.label ?? props.name}</span>
        {props.acts && <ActsBadge acts={props.acts} />}
      </span>
      <span className={classes.sliderRow}>
        <input
          type="range"
          className={classes.range}
          aria-label={name}
          min={scale === 'log' ? 0 : low}
          max={scale === 'log' ? LOG_POSITIONS : high}
          step={scale === 'log' ? 1 : step}
          value={scale === 'log' ? toPosition(inside, low, high, 'log') : inside}
          aria-valuetext={scale === 'log' || value !== inside ? String(value) : undefined}
          disabled={props.disabled}
          style={{ '--fill': fill } as React.CSSProperties}
          onChange={(event) => slide(event.currentTarget.valueAsNumber)}
        />
        <input
          type="number"
          className={classes.number}
          aria-label={name}
          min={min}
          max={max}
          step={whole ? step : 'any'}
          inputMode={whole ? 'numeric' : 'decimal'}
          value={draft ?? String(value)}
          aria-invalid={error !== null && draft !== null}
          aria-describedby={error === null ? undefined : errorId}
          disabled={props.disabled}
          onChange={(event) =>
            type(event.currentTarget.value, event.currentTarget.validity.badInput)
          }
          onBlur={() => setDraft(null)}
        />
        {props.action}
      </span>
      {error !== null && (
        <span id={errorId} role="alert" className={classes.error}>
          {error}
        </span>
      )}
    </div>
  );
}
