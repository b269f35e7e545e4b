import { useId } from 'react';
import { lab, useSettings } from '../../../app/hooks';
import { SHELVES, type Shelf } from '../../../app/settingsStore';
import row from '../../controls/radioRow.module.css';
import visuallyHidden from '../../VisuallyHidden.module.css';
import classes from './library.module.css';

const NAMES: Readonly<Record<Shelf, string>> = { optimizers: 'Optimizers', runs: 'Runs' };

/** Which shelf of the library is seen. */
export function ShelfChoice() {
  const shelf = useSettings((state) => state.shelf);
  const group = useId();
  return (
    <fieldset className={`${row.row} ${classes.shelves}`}>
      <legend className={visuallyHidden.hidden}>Shelf</legend>
      {SHELVES.map((one) => (
        <label key={one}>
          <input
            type="radio"
            name={group}
            checked={one === shelf}
            onChange={() => lab.settings.getState().setShelf(one)}
          />
          <span>{NAMES[one]}</span>
        </label>
      ))}
    </fieldset>
  );
}
