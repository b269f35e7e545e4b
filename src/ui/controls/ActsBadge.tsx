import { Icon } from '../icons';
import { VisuallyHidden } from '../VisuallyHidden';
import classes from './controls.module.css';

/** `live`: from the next horizon; `restarts`: only a new run takes it. */
export type Acts = 'live' | 'restarts';

const WORDS: Record<Acts, string> = {
  live: 'Acts live, from the next horizon',
  restarts: 'Restarts the run',
};

/** Says whether a control acts on the run going on. */
export function ActsBadge({ acts }: { acts: Acts }) {
  return (
    <span className={classes.acts} data-acts={acts} title={WORDS[acts]}>
      <Icon name={acts === 'live' ? 'live' : 'reset'} size={12} />
      <VisuallyHidden>{WORDS[acts]}</VisuallyHidden>
    </span>
  );
}
