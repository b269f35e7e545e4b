import { followingCost } from '../../../../app/gradients/gradientText';
import type { GradientWork } from '../../../../app/gradients/gradientTypes';
import controls from '../../../controls/controls.module.css';
import { ProgressBar } from '../../../ProgressBar';
import { ToolButton } from '../../../ToolButton';
import classes from './gradient.module.css';
import { gradients, useGradients } from './useGradients';

const DOING: Record<GradientWork, string> = {
  angle: 'Measuring the angle',
  following: 'Following the angle',
  slopes: 'Taking finite differences',
};

const INTERVALS = [10, 25, 50, 100, 250];

/** What can be asked, and how far it is. */
export function GradientActions() {
  const working = useGradients((state) => state.working);
  const busy = working !== null;
  const { measureAngle, checkSlopes, stop } = gradients.getState();
  return (
    <>
      <div className={classes.actions}>
        <ToolButton off={busy} onClick={() => void measureAngle()}>
          Measure the angle
        </ToolButton>
        <ToolButton off={busy} onClick={() => void checkSlopes()}>
          Check by finite differences
        </ToolButton>
        <ToolButton
          off={!busy || working.stopping}
          name="Stop comparing the meta-gradients"
          onClick={stop}
        >
          Stop
        </ToolButton>
      </div>
      <div className={classes.progress} aria-live="off">
        {working !== null && (
          <>
            <ProgressBar
              className={classes.bar}
              name="Progress of the comparison"
              max={1}
              value={working.share}
            />
            <span className={classes.aside}>
              {DOING[working.what]}, {Math.floor(100 * working.share)} %
            </span>
          </>
        )}
      </div>
      <Following />
    </>
  );
}

/** The angle again and again while training goes on. */
function Following() {
  const following = useGradients((state) => state.following);
  const every = useGradients((state) => state.every);
  const last = useGradients((state) => state.angles.at(-1));
  const { setFollowing, setEvery } = gradients.getState();
  return (
    <div>
      <div className={classes.following}>
        <label className={controls.check}>
          <input
            type="checkbox"
            checked={following}
            onChange={(event) => setFollowing(event.currentTarget.checked)}
          />
          Follow the angle while training, every
        </label>
        <select
          className={`${controls.select} ${classes.interval}`}
          aria-label="Horizons between two angles"
          value={every}
          onChange={(event) => setEvery(Number(event.currentTarget.value))}
        >
          {INTERVALS.map((horizons) => (
            <option key={horizons} value={horizons}>
              {horizons}
            </option>
          ))}
        </select>
        <span className={classes.aside}>horizons or more</span>
      </div>
      <p className={classes.aside}>{followingCost(last, every)}</p>
    </div>
  );
}
