import { Button } from '@mantine/core';
import { useId } from 'react';
import { withDigitsAtHand } from '../../../app/data/taskDigits';
import { lab } from '../../../app/hooks';
import type { LibraryEntry } from '../../../app/library/libraryTypes';
import { trainingTask } from '../../../app/library/previewCurve';
import { DIGIT_WORDS } from '../../../specs/digits';
import { errorInfo } from '../../../specs/errors';
import { Sparkline } from '../../charts';
import { ExportMenu } from '../../ExportMenu';
import { Icon } from '../../icons';
import { useStyles } from '../../styleOf';
import { EntryName } from './EntryName';
import classes from './library.module.css';
import { ORIGIN_WORDS, recordRows, shapeInWords } from './words';

/** One optimizer: how it behaves, what it is, how it was trained, and what can be done with it. */
export function EntryCard({ entry }: { entry: LibraryEntry }) {
  const styleOf = useStyles();
  const nameId = useId();
  const own = entry.origin !== 'pretrained';
  const rows = recordRows(entry.optimizer.training);
  return (
    <article className={classes.card} aria-labelledby={nameId}>
      <div className={classes.preview}>
        {entry.previewCurve && (
          <Sparkline
            values={entry.previewCurve}
            style={styleOf(entry.id)}
            width={240}
            height={72}
          />
        )}
      </div>
      {entry.previewDigits && (
        <p className={classes.shape}>The curve is on {DIGIT_WORDS[entry.previewDigits]}.</p>
      )}
      <EntryName id={nameId} entry={entry} renamable={own} />
      <p className={classes.shape}>{shapeInWords(entry.optimizer.config)}</p>
      {entry.description !== undefined && <p className={classes.shape}>{entry.description}</p>}
      <details className={classes.record} open={!own}>
        <summary>{ORIGIN_WORDS[entry.origin]}: training record</summary>
        {rows.length === 0 ? (
          <p>The file says nothing about its training.</p>
        ) : (
          <dl>
            {rows.map((row) => (
              <div key={row.name}>
                <dt>{row.name}</dt>
                <dd>{row.value}</dd>
              </div>
            ))}
          </dl>
        )}
      </details>
      <div className={classes.actions}>
        <Button size="xs" onClick={() => race(entry)}>
          Race
        </Button>
        <ExportMenu
          size="xs"
          exported={(format) => lab.library.getState().exportEntry(entry.id, format)}
        />
        {entry.origin === 'link' && (
          <Button size="xs" variant="default" onClick={() => void keep(entry)}>
            Keep in library
          </Button>
        )}
        {own && (
          <Button
            size="xs"
            variant="subtle"
            leftSection={<Icon name="link" />}
            onClick={() =>
              void import('../compare/copyRaceLink').then((m) => m.copyOptimizerLink(entry))
            }
          >
            Copy link with optimizer
          </Button>
        )}
        {own && (
          <Button
            size="xs"
            variant="subtle"
            leftSection={<Icon name="bin" />}
            onClick={() => void remove(entry)}
          >
            Delete
          </Button>
        )}
      </div>
    </article>
  );
}

/** A race on the task it was trained for, against whoever takes part already. */
function race(entry: LibraryEntry): void {
  const store = lab.race.getState();
  store.updateSettings({ task: withDigitsAtHand(trainingTask(entry), lab.data.getState()) });
  store.addOptimizer(entry.id);
  lab.settings.getState().setTab('compare');
  void store.run();
}

/** What a link brought is stored from now on, and the address need not bring it any more. */
async function keep({ id, name }: LibraryEntry): Promise<void> {
  await lab.library.getState().keepFromLink(id);
  if (lab.library.getState().storage === 'memory') return;
  forgetFragment();
  const message = `“${name}” is there at your next visit, too.`;
  lab.notifications.getState().notify({ kind: 'success', title: 'Kept in the library', message });
}

/** Nothing in it is needed any more once all that it brought is kept or deleted. */
function forgetFragment(): void {
  const { entries } = lab.library.getState();
  if (!entries.some(({ origin }) => origin === 'link')) lab.address.dropFragment();
}

async function remove({ id, name, origin }: LibraryEntry): Promise<void> {
  const { notify, notifyError } = lab.notifications.getState();
  try {
    await lab.library.getState().remove(id);
    if (origin === 'link') forgetFragment();
    notify({
      kind: 'info',
      title: 'Deleted',
      message: `“${name}” is no longer in the library.`,
      action: { label: 'Undo', run: () => void lab.library.getState().restore(id) },
    });
  } catch (thrown) {
    notifyError(`“${name}” was not deleted`, errorInfo(thrown));
  }
}
