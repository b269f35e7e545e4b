import { Button, Popover } from '@mantine/core';
import { useState } from 'react';
import { lab, useInspect } from '../../../app/hooks';
import { MOST_COORDINATES } from '../../../app/inspect/inspectTypes';
import { formatCount } from '../../charts';
import controls from '../../controls/controls.module.css';
import classes from './selection.module.css';

/** Any other coordinate by its number, instead of what is selected or beside it. */
export function CoordinatePicker() {
  const summary = useInspect((state) => state.summary);
  const full = useInspect((state) => state.selection.coordinates.length >= MOST_COORDINATES);
  const main = useInspect((state) => state.selection.coordinates[0] ?? 0);
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState('');
  const last = Math.max(0, (summary?.coordinates ?? 1) - 1);
  const number = typed === '' ? main : Number(typed);
  const good = Number.isInteger(number) && number >= 0 && number <= last;
  const choose = (add: boolean) => {
    if (!good) return;
    lab.inspect.getState().selectCoordinate(number, add);
    setTyped('');
    setOpen(false);
  };
  return (
    <Popover
      opened={open}
      onChange={setOpen}
      position="bottom-end"
      width={300}
      trapFocus
      returnFocus
      middlewares={{ flip: true, shift: { padding: 12 } }}
    >
      <Popover.Target>
        <Button
          variant="default"
          size="compact-sm"
          disabled={summary === null}
          onClick={() => setOpen(!open)}
        >
          Pick another
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={classes.picker ?? ''} aria-label="Pick a coordinate">
        <form
          onSubmit={(event) => {
            event.preventDefault();
            choose(false);
          }}
        >
          <label className={classes.pick}>
            Coordinate
            <input
              type="number"
              className={controls.number}
              data-autofocus
              min={0}
              max={last}
              step={1}
              value={typed === '' ? main : typed}
              aria-invalid={!good}
              onChange={(event) => setTyped(event.currentTarget.value)}
            />
            <span>of 0 to {formatCount(last)}</span>
          </label>
          <div className={classes.pickButtons}>
            <Button type="submit" size="compact-sm" disabled={!good}>
              Show it alone
            </Button>
            <Button
              size="compact-sm"
              variant="default"
              disabled={!good || full}
              onClick={() => choose(true)}
            >
              Show it beside
            </Button>
          </div>
        </form>
        <ul className={classes.groups}>
          {summary?.groups.map(({ name, start, end }) => (
            <li key={name}>
              {name}: {formatCount(start)} to {formatCount(end - 1)}
            </li>
          ))}
        </ul>
        <p>
          Or click on a row of the coordinate map or a pixel of a weight picture; with Shift it
          comes beside what is selected, up to {MOST_COORDINATES}.
        </p>
      </Popover.Dropdown>
    </Popover>
  );
}
