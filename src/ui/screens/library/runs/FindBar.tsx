import { useEffect, useId, useMemo, useRef } from 'react';
import type { ListedRun } from '../../../../app/runs/types';
import { RUN_KINDS, RUN_STATES } from '../../../../specs/run';
import controls from '../../../controls/controls.module.css';
import { SelectField } from '../../../controls/SelectField';
import { allTags, type RunOrder, tagQuery } from './find';
import classes from './runs.module.css';
import { useRunsView, want } from './view';
import { KIND_WORDS, STATE_WORDS } from './words';

const ORDERS: Readonly<Record<RunOrder, string>> = {
  newest: 'Newest first',
  oldest: 'Oldest first',
  changed: 'Last changed first',
  name: 'By name',
  best: 'Lowest loss first',
  longest: 'Longest first',
};

/** What is looked for, and in which order it is shown. */
export function FindBar({ runs }: { runs: readonly ListedRun[] }) {
  const wanted = useRunsView((view) => view.wanted);
  const field = useRef<HTMLInputElement>(null);
  const listId = useId();
  const tags = useMemo(() => allTags(runs), [runs]);

  // As everywhere on the web: a slash goes to the search.
  useEffect(() => {
    const toSearch = (event: KeyboardEvent) => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target instanceof Element && event.target.closest('input, textarea, select'))
        return;
      event.preventDefault();
      field.current?.focus();
    };
    window.addEventListener('keydown', toSearch);
    return () => window.removeEventListener('keydown', toSearch);
  }, []);

  return (
    <search className={classes.find}>
      <div className={controls.field}>
        <span className={controls.label}>Search</span>
        <input
          ref={field}
          type="search"
          className={controls.text}
          aria-label="Search runs"
          aria-keyshortcuts="/"
          placeholder="Name, tag, note, task; #tag"
          list={listId}
          value={wanted.query}
          onChange={(event) => want({ query: event.currentTarget.value })}
        />
        <datalist id={listId}>
          {tags.map((tag) => (
            <option key={tag} value={tagQuery(tag)} />
          ))}
        </datalist>
      </div>
      <SelectField
        name="Kind"
        value={wanted.kind}
        choices={[
          { value: 'all', label: 'All kinds' },
          ...RUN_KINDS.map((value) => ({ value, label: KIND_WORDS[value] })),
        ]}
        onChange={(kind) => want({ kind })}
      />
      <SelectField
        name="State"
        value={wanted.state}
        choices={[
          { value: 'all', label: 'All states' },
          ...RUN_STATES.map((value) => ({ value, label: STATE_WORDS[value] })),
        ]}
        onChange={(state) => want({ state })}
      />
      <SelectField
        name="Order"
        value={wanted.order}
        choices={(Object.keys(ORDERS) as RunOrder[]).map((value) => ({
          value,
          label: ORDERS[value],
        }))}
        onChange={(order) => want({ order })}
      />
    </search>
  );
}
