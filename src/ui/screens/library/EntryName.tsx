import { Button } from '@mantine/core';
import { useState } from 'react';
import { lab } from '../../../app/hooks';
import type { LibraryEntry } from '../../../app/library/libraryTypes';
import { errorInfo } from '../../../specs/errors';
import controls from '../../controls/controls.module.css';
import classes from './library.module.css';

interface EntryNameProps {
  /** The heading's id. */
  id: string;
  entry: LibraryEntry;
  renamable: boolean;
}

/** The name of an entry, which can be changed in place: Enter keeps, Escape leaves it as it was. */
export function EntryName({ id, entry, renamable }: EntryNameProps) {
  const [draft, setDraft] = useState<string | null>(null);

  const save = async () => {
    const name = draft?.trim() ?? '';
    setDraft(null);
    if (name === '' || name === entry.name) return;
    try {
      await lab.library.getState().rename(entry.id, name);
    } catch (thrown) {
      lab.notifications.getState().notifyError('It was not renamed', errorInfo(thrown));
    }
  };

  return (
    <div className={classes.name}>
      <h3 id={id} hidden={draft !== null}>
        {entry.name}
      </h3>
      {draft === null ? (
        renamable && (
          <Button
            size="compact-xs"
            variant="subtle"
            onClick={() => setDraft(entry.name)}
            aria-label={`Rename ${entry.name}`}
          >
            Rename
          </Button>
        )
      ) : (
        <form
          className={classes.rename}
          onSubmit={(event) => {
            event.preventDefault();
            void save();
          }}
        >
          <input
            // The person has just asked to type here.
            ref={(field) => field?.focus()}
            className={controls.text}
            aria-label={`New name of ${entry.name}`}
            value={draft}
            maxLength={80}
            onChange={(event) => setDraft(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === 'Escape') setDraft(null);
            }}
          />
          <Button type="submit" size="xs">
            Save
          </Button>
        </form>
      )}
    </div>
  );
}
