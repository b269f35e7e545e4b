import { Button } from '@mantine/core';
import { useMemo } from 'react';
import type { ListedRun } from '../../../../app/runs/types';
import { ToolButton } from '../../../ToolButton';
import { deleteRuns, exportRuns } from './actions';
import classes from './runs.module.css';
import { compare, forget, selectAll, selectNone, useRunsView } from './view';
import { counted } from './words';

interface SelectionBarProps {
  /** All that are kept. */
  runs: readonly ListedRun[];
  /** Those that are looked for. */
  found: readonly ListedRun[];
}

/** How many runs are selected, and what can be done with all of them at once. */
export function SelectionBar({ runs, found }: SelectionBarProps) {
  const selected = useRunsView((view) => view.selected);
  const comparing = useRunsView((view) => view.comparing);
  const taken = useMemo(() => new Set(selected), [selected]);
  const chosen = useMemo(() => runs.filter(({ id }) => taken.has(id)), [runs, taken]);
  const free = chosen.filter(({ holder }) => holder === null);
  const none = chosen.length === 0;
  const all = found.length > 0 && found.every(({ id }) => taken.has(id));
  return (
    <div className={classes.selection} role="toolbar" aria-label="Selected runs">
      <span className={classes.count}>
        {none ? 'Select runs to compare them.' : `${counted(chosen.length, 'run')} selected`}
      </span>
      <Button
        size="compact-sm"
        variant="subtle"
        onClick={() =>
          all ? forget(found.map(({ id }) => id)) : selectAll(found.map(({ id }) => id))
        }
      >
        {all ? 'Select none' : found.length < runs.length ? 'Select all found' : 'Select all'}
      </Button>
      <ToolButton
        variant={none ? 'default' : 'filled'}
        off={none && !comparing}
        onClick={() => compare(!comparing)}
      >
        {comparing ? 'End comparison' : 'Compare'}
      </ToolButton>
      {!none && (
        <>
          <Button variant="default" onClick={() => void exportRuns(chosen.map(({ id }) => id))}>
            Export selected
          </Button>
          <ToolButton off={free.length === 0} onClick={() => void deleteRuns(free)}>
            {free.length < chosen.length ? `Delete ${free.length} that ended` : 'Delete selected'}
          </ToolButton>
          <Button size="compact-sm" variant="subtle" onClick={selectNone}>
            Clear
          </Button>
        </>
      )}
    </div>
  );
}
