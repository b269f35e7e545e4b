import classes from './ProgressBar.module.css';

interface ProgressBarProps {
  /** The accessible name. */
  name: string;
  value: number;
  max: number;
  /** How wide it is where it stands. */
  className: string | undefined;
}

/** How far something is that takes a while. */
export function ProgressBar({ name, value, max, className = '' }: ProgressBarProps) {
  return (
    <progress className={`${classes.bar} ${className}`} aria-label={name} max={max} value={value} />
  );
}
