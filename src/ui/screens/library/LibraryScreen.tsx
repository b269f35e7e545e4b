import { Button } from '@mantine/core';
import { lazy, Suspense, useEffect } from 'react';
import { lab, useLibrary, useSettings } from '../../../app/hooks';
import { ImportButton } from '../../ImportButton';
import { Problem } from '../../Problem';
import { StatusLine } from '../../StatusLine';
import { Term } from '../../terms/Term';
import screen from '../screens.module.css';
import { EntryCard } from './EntryCard';
import classes from './library.module.css';
import { ShelfChoice } from './ShelfChoice';
import { inventory } from './words';

const RunsShelf = lazy(() => import('./runs/RunsShelf'));
const MissingSettingsDialog = lazy(() => import('./MissingSettingsDialog'));

/** What is kept: optimizers on one shelf, runs on the other. */
export default function LibraryScreen() {
  const shelf = useSettings((state) => state.shelf);
  return (
    <div className={screen.screen}>
      <ShelfChoice />
      {shelf === 'runs' ? (
        <Suspense fallback={<div className={classes.bone} />}>
          <RunsShelf />
        </Suspense>
      ) : (
        <Optimizers />
      )}
    </div>
  );
}

/** Optimizers that came with the Lab, were trained here, or were brought along as files. */
function Optimizers() {
  const status = useLibrary((state) => state.status);
  const storage = useLibrary((state) => state.storage);
  const entries = useLibrary((state) => state.entries);
  const importError = useLibrary((state) => state.importError);
  const asking = useLibrary((state) => state.pendingImport !== null);

  // Whatever has no preview yet is raced for one, as soon as the engine is free.
  useEffect(() => {
    if (status === 'ready' && entries.some((entry) => !entry.previewCurve)) {
      void lab.library.getState().ensurePreviews();
    }
  }, [status, entries]);

  const own = entries.filter((entry) => entry.origin !== 'pretrained');
  return (
    <>
      <div className={screen.lead}>
        <h2>
          <Term id="learnedOptimizer" then=":">
            Learned optimizers
          </Term>{' '}
          the ones that came with the Lab, and your own. Drop a file anywhere to add one.
        </h2>
        <ImportButton />
      </div>
      <StatusLine
        text={status === 'loading' ? 'Reading the library.' : inventory(entries)}
        phase={`${status} ${entries.length}`}
      />
      {storage === 'memory' && (
        <p className={classes.notice}>
          This browser does not let the page store anything, so your own optimizers are here only
          for this visit. Export the weights of those you want to keep.
        </p>
      )}
      {importError && (
        <Problem title={`${importError.fileName} was not imported`} error={importError.error}>
          <Button
            variant="default"
            size="compact-sm"
            onClick={() => lab.library.getState().clearImportError()}
          >
            Dismiss
          </Button>
        </Problem>
      )}
      <ul className={classes.cards}>
        {status === 'loading'
          ? [0, 1].map((i) => <li key={i} className={classes.bone} aria-hidden="true" />)
          : entries.map((entry) => (
              <li key={entry.id}>
                <EntryCard entry={entry} />
              </li>
            ))}
      </ul>
      {status === 'ready' && own.length === 0 && (
        <div className={classes.empty}>
          <p>Train one and keep it, or import a file.</p>
          <Button variant="default" onClick={() => lab.settings.getState().setTab('train')}>
            Train your own
          </Button>
        </div>
      )}
      {asking && (
        <Suspense fallback={null}>
          <MissingSettingsDialog />
        </Suspense>
      )}
    </>
  );
}
