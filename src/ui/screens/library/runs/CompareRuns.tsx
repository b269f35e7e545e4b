import { useId, useMemo } from 'react';
import type { ListedRun } from '../../../../app/runs/types';
import screen from '../../screens.module.css';
import { CompareTable } from './CompareTable';
import classes from './compare.module.css';
import { Overlay } from './Overlay';
import { useCurves } from './useCurves';
import { useRunsView } from './view';

/** The selected runs over one another: their curves, the settings by which they differ, and their results. */
export function CompareRuns({ runs }: { runs: readonly ListedRun[] }) {
  const headingId = useId();
  const selected = useRunsView((view) => view.selected);
  const chosen = useMemo(() => {
    const known = new Map(runs.map((run) => [run.id, run]));
    return selected.flatMap((id) => known.get(id) ?? []);
  }, [runs, selected]);
  const curvesOf = useCurves(chosen);
  return (
    <section className={classes.compare} aria-labelledby={headingId}>
      <h3 id={headingId}>Comparison</h3>
      {chosen.length === 0 ? (
        <p className={screen.muted}>Select runs in the list: each joins the picture.</p>
      ) : (
        <>
          <Overlay runs={chosen} curvesOf={curvesOf} title="Runs compared" height={360} />
          <CompareTable runs={chosen} />
        </>
      )}
    </section>
  );
}
