import { useMemo } from 'react';
import type { ListedRun } from '../../../../app/runs/types';
import classes from './details.module.css';
import { NoteEditor } from './NoteEditor';
import { Overlay } from './Overlay';
import { RunFacts } from './RunFacts';
import { TagEditor } from './TagEditor';
import { useCurves } from './useCurves';

/** All that is kept of a run. */
export default function RunDetails({ run }: { run: ListedRun }) {
  const runs = useMemo(() => [run], [run]);
  const curvesOf = useCurves(runs);
  return (
    <>
      <div className={classes.columns}>
        <Overlay runs={runs} curvesOf={curvesOf} title={`Curves of ${run.name}`} height={220} />
        <div className={classes.editors}>
          {run.trouble !== null && <p className={classes.trouble}>{run.trouble}</p>}
          <TagEditor run={run} />
          <NoteEditor key={run.id} run={run} />
        </div>
      </div>
      <RunFacts run={run} />
    </>
  );
}
