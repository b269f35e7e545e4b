import classes from './screens.module.css';

/** The outline of a screen while its code arrives. */
export function ScreenPlaceholder() {
  return (
    <div className={classes.placeholder} aria-hidden="true">
      <div className={classes.bone} />
      <div className={classes.bone} />
      <div className={classes.bone} />
    </div>
  );
}
