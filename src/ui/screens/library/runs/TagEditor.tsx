import { Button } from '@mantine/core';
import { useId, useMemo, useState } from 'react';
import { useRuns } from '../../../../app/hooks';
import type { ListedRun } from '../../../../app/runs/types';
import controls from '../../../controls/controls.module.css';
import { Icon } from '../../../icons';
import { setTags } from './actions';
import details from './details.module.css';
import { allTags } from './find';
import classes from './runs.module.css';

/** A run's tags: Enter or a comma adds what was typed, a cross takes one away. */
export function TagEditor({ run }: { run: ListedRun }) {
  const [draft, setDraft] = useState('');
  const listId = useId();
  const runs = useRuns((state) => state.runs);
  const known = useMemo(() => allTags(runs), [runs]);
  const locked = run.holder === 'another-tab';

  const add = (text: string) => {
    const fresh = text
      .split(',')
      .map((tag) => tag.trim())
      .filter((tag) => tag !== '' && !run.tags.includes(tag));
    setDraft('');
    if (fresh.length > 0) void setTags(run.id, [...run.tags, ...fresh]);
  };

  return (
    <form
      className={details.editor}
      onSubmit={(event) => {
        event.preventDefault();
        add(draft);
      }}
    >
      <span className={details.label}>Tags</span>
      {run.tags.length > 0 && (
        <ul className={classes.tags}>
          {run.tags.map((tag) => (
            <li key={tag}>
              <button
                type="button"
                className={classes.tag}
                aria-label={`Remove tag ${tag}`}
                disabled={locked}
                onClick={() =>
                  void setTags(
                    run.id,
                    run.tags.filter((other) => other !== tag),
                  )
                }
              >
                {tag}
                <Icon name="close" size={10} />
              </button>
            </li>
          ))}
        </ul>
      )}
      <div className={details.adding}>
        <input
          className={controls.text}
          aria-label={`Add a tag to ${run.name}`}
          placeholder="Add a tag"
          list={listId}
          value={draft}
          maxLength={60}
          disabled={locked}
          onChange={(event) => {
            const text = event.currentTarget.value;
            if (text.includes(',')) add(text);
            else setDraft(text);
          }}
        />
        <Button type="submit" variant="default" size="xs" disabled={locked || draft.trim() === ''}>
          Add
        </Button>
        <datalist id={listId}>
          {known
            .filter((tag) => !run.tags.includes(tag))
            .map((tag) => (
              <option key={tag} value={tag} />
            ))}
        </datalist>
      </div>
    </form>
  );
}
