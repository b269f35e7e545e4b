import { Button } from '@mantine/core';
import { lab, useRuns } from '../../../../app/hooks';
import type { ImportReport } from '../../../../app/runs/types';
import { Problem } from '../../../Problem';
import { importInWords } from './importWords';
import classes from './runs.module.css';
import { showRun } from './view';
import { counted } from './words';

/** What is wrong with the runs as a whole, and what became of the last library file. */
export function Troubles() {
  const status = useRuns((state) => state.status);
  const storage = useRuns((state) => state.storage);
  const unreadable = useRuns((state) => state.unreadable);
  const problem = useRuns((state) => state.problem);
  const importError = useRuns((state) => state.importError);
  const lastImport = useRuns((state) => state.lastImport);
  return (
    <>
      {storage === 'memory' && (
        <p className={classes.notice}>
          This browser does not let the page store anything, so runs are here only for this visit.
          Export the library before you close the page.
        </p>
      )}
      {unreadable > 0 && (
        <p className={classes.notice}>
          {counted(unreadable, 'stored run')} cannot be read: damaged, or of another version of the
          Lab. {unreadable === 1 ? 'It was' : 'They were'} left untouched.
        </p>
      )}
      {problem && (
        <Problem
          title={status === 'failed' ? 'The runs could not be read' : 'Not everything was stored'}
          error={problem}
        >
          {status === 'failed' && (
            <Button
              variant="default"
              size="compact-sm"
              onClick={() =>
                void lab.runs
                  .getState()
                  .load()
                  .catch(() => undefined)
              }
            >
              Try again
            </Button>
          )}
        </Problem>
      )}
      {importError && (
        <Problem title={`${importError.fileName} was not imported`} error={importError.error}>
          <Dismiss />
        </Problem>
      )}
      {lastImport && <Imported report={lastImport} />}
    </>
  );
}

function Imported({ report }: { report: ImportReport }) {
  return (
    <section className={classes.notice} aria-label="Import">
      <p>
        {importInWords(report)} <Dismiss />
      </p>
      {report.keptBoth.length > 0 && (
        <ul>
          {report.keptBoth.map(({ kind, name, id }) => (
            <li key={id}>
              {kind === 'run' ? (
                <button type="button" className={classes.link} onClick={() => showRun(id)}>
                  {name}
                </button>
              ) : (
                `${name} (optimizer)`
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

const Dismiss = () => (
  <Button variant="default" size="compact-sm" onClick={() => lab.runs.getState().clearImport()}>
    Dismiss
  </Button>
);
