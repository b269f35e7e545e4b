import { Button } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { ListedRun } from '../../../../app/runs/types';
import controls from '../../../controls/controls.module.css';
import { renameRun } from './actions';
import classes from './runs.module.css';
import { startRenaming } from './view';

/** The field for a new name, in place of the old one: Enter keeps it, Escape leaves everything as it was. */
export function RunName({ run }: { run: ListedRun }) {
  const [draft, setDraft] = useState(run.name);
  const field = useRef<HTMLInputElement>(null);
  // The person has just asked to type here. Once: the list goes on changing meanwhile.
  useEffect(() => field.current?.focus(), []);
  /** Back to the name, for whoever goes on by keyboard. */
  const leave = () => {
    startRenaming(null);
    requestAnimationFrame(() => document.querySelector<HTMLElement>(nameButton(run.id))?.focus());
  };
  const save = async () => {
    const name = draft.trim();
    leave();
    if (name !== '' && name !== run.name) await renameRun(run.id, name);
  };
  return (
    <form
      className={classes.rename}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <input
        ref={field}
        className={controls.text}
        aria-label={`New name of ${run.name}`}
        value={draft}
        maxLength={200}
        onChange={(event) => setDraft(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') leave();
        }}
      />
      <Button type="submit" size="xs">
        Save
      </Button>
    </form>
  );
}

/** The row's button with the name. Ids have letters, digits, _ and - only. */
const nameButton = (id: string): string => `[data-run="${id}"]`;
