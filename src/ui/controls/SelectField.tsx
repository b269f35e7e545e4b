import type { ReactNode } from 'react';
import { type Acts, ActsBadge } from './ActsBadge';
import classes from './controls.module.css';

export interface Choice<T extends string> {
  value: T;
  label: string;
  /** Choices of one group stand together under its name. */
  group?: string;
}

export interface SelectFieldProps<T extends string> {
  /** The accessible name. */
  name: string;
  label?: ReactNode;
  value: T;
  choices: readonly Choice<T>[];
  onChange: (value: T) => void;
  acts?: Acts;
  disabled?: boolean;
}

/** A native select under its label: the platform's own list, by keyboard and on a phone alike. */
export function SelectField<T extends string>(props: SelectFieldProps<T>) {
  const groups = [...new Set(props.choices.map((choice) => choice.group))];
  return (
    <div className={classes.field} data-disabled={props.disabled || undefined}>
      <span className={classes.label}>
        <span>{props.label ?? props.name}</span>
        {props.acts && <ActsBadge acts={props.acts} />}
      </span>
      <select
        className={classes.select}
        aria-label={props.name}
        value={props.value}
        disabled={props.disabled}
        onChange={(event) => {
          const chosen = props.choices.find((c) => c.value === event.currentTarget.value);
          if (chosen) props.onChange(chosen.value);
        }}
      >
        {groups.map((group) => {
          const options = props.choices
            .filter((choice) => choice.group === group)
            .map((choice) => (
              <option key={choice.value} value={choice.value}>
                {choice.label}
              </option>
            ));
          return group === undefined ? (
            options
          ) : (
            <optgroup key={group} label={group}>
              {options}
            </optgroup>
          );
        })}
      </select>
    </div>
  );
}
