import { Button } from '@mantine/core';
import { useDeferredValue, useEffect, useMemo } from 'react';
import { lab, useRuns } from '../../../../app/hooks';
import { StatusLine } from '../../../StatusLine';
import screen from '../../screens.module.css';
import { CompareRuns } from './CompareRuns';
import { FindBar } from './FindBar';
import { EVERYTHING, findRuns } from './find';
import { LibraryFile } from './LibraryFile';
import { RunList } from './RunList';
import classes from './runs.module.css';
import { SelectionBar } from './SelectionBar';
import { Space } from './Space';
import { Troubles } from './Troubles';
import { useListed } from './useListed';
import { useRunsView, want } from './view';
import { counted, inventory } from './words';

/** Every run that is kept: to be found, named, compared, taken up again and taken along. */
export default function RunsShelf() {
  const status = useRuns((state) => state.status);
  const runs = useListed();
  const wanted = useDeferredValue(useRunsView((view) => view.wanted));
  const comparing = useRunsView((view) => view.comparing);
  useEffect(
    () =>
      void lab.runs
        .getState()
        .load()
        .catch(() => undefined),
    [],
  );

  const found = useMemo(() => findRuns(runs, wanted), [runs, wanted]);
  const reading = status === 'idle' || (status === 'loading' && runs.length === 0);
  const unknown = status === 'failed' && runs.length === 0;
  const text = reading
    ? 'Reading the runs.'
    : unknown
      ? 'What is kept is not known.'
      : foundInWords(inventory(runs), found.length, runs.length);
  return (
    <>
      <div className={screen.lead}>
        <h2>Every training, race and search, kept as it goes.</h2>
        <LibraryFile />
      </div>
      <StatusLine text={text} phase={`${status} ${runs.length} ${found.length}`} />
      <Troubles />
      {reading ? (
        <div className={classes.bone} aria-hidden="true" />
      ) : unknown ? null : runs.length === 0 ? (
        <Empty />
      ) : (
        <>
          <FindBar runs={runs} />
          <SelectionBar runs={runs} found={found} />
          {comparing && <CompareRuns runs={runs} />}
          {found.length > 0 ? (
            <RunList runs={found} />
          ) : (
            <div className={classes.empty}>
              <p>No run is like that.</p>
              <Button variant="default" onClick={() => want(EVERYTHING)}>
                Show all runs
              </Button>
            </div>
          )}
        </>
      )}
      <Space />
    </>
  );
}

function foundInWords(all: string, found: number, total: number): string {
  return found === total ? all : `${all} ${counted(found, 'run')} shown.`;
}

function Empty() {
  const { setTab } = lab.settings.getState();
  return (
    <div className={classes.empty}>
      <p>
        Every training, race and search that you start is kept here by itself, with its settings,
        curves and result. Start one, or import a library file.
      </p>
      <Button variant="default" onClick={() => setTab('train')}>
        Train your own
      </Button>
      <Button variant="default" onClick={() => setTab('compare')}>
        Race
      </Button>
    </div>
  );
}
