import { memo, useId } from 'react';
import { Term } from '../../terms/Term';
import hidden from '../../VisuallyHidden.module.css';
import classes from './inspect.module.css';

export type Scale = 'linear' | 'symlog';

interface ScaleChoiceProps {
  /** The accessible name. */
  label: string;
  value: Scale;
  onChange: (scale: Scale) => void;
}

/** Linear, or logarithmic to both sides of zero. */
export const ScaleChoice = memo(function ScaleChoice({ label, value, onChange }: ScaleChoiceProps) {
  const group = useId();
  return (
    <fieldset className={classes.choice}>
      <legend className={hidden.hidden}>{label}</legend>
      {(['linear', 'symlog'] as const).map((scale) => (
        <label key={scale}>
          <input
            type="radio"
            name={group}
            aria-label={scale === 'linear' ? 'linear' : 'symmetric log'}
            checked={value === scale}
            onChange={() => onChange(scale)}
          />
          <span>{scale === 'linear' ? 'linear' : 'symlog'}</span>
        </label>
      ))}
      <Term id="symlog">?</Term>
    </fieldset>
  );
});
