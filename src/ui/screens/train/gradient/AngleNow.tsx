import { angleText, costText, degreesText } from '../../../../app/gradients/gradientText';
import classes from './gradient.module.css';
import { useGradients } from './useGradients';

/** The newest angle, large, and what it means. */
export function AngleNow() {
  const last = useGradients((state) => state.angles.at(-1));
  return (
    <div className={classes.now} aria-live="polite">
      {last !== undefined && (
        <>
          <span className={classes.number}>{degreesText(last.whole.degrees)}</span>
          <p className={classes.aside}>
            {angleText(last)} {costText(last)}
          </p>
        </>
      )}
    </div>
  );
}
