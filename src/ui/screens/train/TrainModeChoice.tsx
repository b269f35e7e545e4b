import { useId } from 'react';
import { lab, useSettings } from '../../../app/hooks';
import { TRAIN_MODES, type TrainMode } from '../../../app/settingsStore';
import row from '../../controls/radioRow.module.css';
import visuallyHidden from '../../VisuallyHidden.module.css';
import classes from './train.module.css';

const NAMES: Readonly<Record<TrainMode, string>> = { one: 'One training', search: 'Search' };

/** One training, or a search over its settings. */
export function TrainModeChoice() {
  const mode = useSettings((state) => state.trainMode);
  const group = useId();
  return (
    <fieldset className={`${row.row} ${classes.modes}`}>
      <legend className={visuallyHidden.hidden}>What to do</legend>
      {TRAIN_MODES.map((one) => (
        <label key={one}>
          <input
            type="radio"
            name={group}
            checked={one === mode}
            onChange={() => lab.settings.getState().setTrainMode(one)}
          />
          <span>{NAMES[one]}</span>
        </label>
      ))}
    </fieldset>
  );
}
