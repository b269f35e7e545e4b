import { Button } from '@mantine/core';
import { type KeyboardEvent, useCallback, useRef } from 'react';
import type { ListedRun } from '../../../../app/runs/types';
import { formatCount } from '../../../charts';
import { deleteRuns } from './actions';
import { RunRow } from './RunRow';
import classes from './runs.module.css';
import { goToPage, PAGE_RUNS, useRunsView } from './view';

/** The runs that are looked for, a page at a time. Arrow keys go from one name to the next. */
export function RunList({ runs }: { runs: readonly ListedRun[] }) {
  const page = useRunsView((view) => view.page);
  const list = useRef<HTMLUListElement>(null);
  const newest = useRef(runs);
  newest.current = runs;
  const ids = useCallback(() => newest.current.map(({ id }) => id), []);

  const pages = Math.max(1, Math.ceil(runs.length / PAGE_RUNS));
  const now = Math.min(page, pages - 1);
  const from = now * PAGE_RUNS;
  const shown = runs.slice(from, from + PAGE_RUNS);

  const onKeyDown = (event: KeyboardEvent) => {
    const here = event.target instanceof HTMLElement ? event.target : null;
    if (!list.current || here?.dataset.run === undefined) return;
    const names = [...list.current.querySelectorAll<HTMLElement>('[data-run]')];
    const at = names.indexOf(here);
    const to = targetOf(event.key, at, names.length);
    if (to !== null) {
      event.preventDefault();
      names[to]?.focus();
    } else if (event.key === 'Delete') {
      const run = shown[at];
      // The next one has the focus when this one is gone.
      if (run) void deleteRuns([run]).then(() => focusOn(list.current, at));
    }
  };

  return (
    <>
      <ul ref={list} className={classes.runs} aria-label="Runs" onKeyDown={onKeyDown}>
        {shown.map((run) => (
          <li key={run.id}>
            <RunRow run={run} shown={ids} />
          </li>
        ))}
      </ul>
      {pages > 1 && (
        <nav className={classes.pages} aria-label="Pages of runs">
          <Button variant="default" disabled={now === 0} onClick={() => goToPage(now - 1)}>
            Previous runs
          </Button>
          <Button variant="default" disabled={now === pages - 1} onClick={() => goToPage(now + 1)}>
            Next runs
          </Button>
          <span>
            {`Runs ${formatCount(from + 1)} to ${formatCount(from + shown.length)} of ${formatCount(runs.length)}`}
          </span>
        </nav>
      )}
    </>
  );
}

/** Which name a key leads to; null: none. */
function targetOf(key: string, at: number, count: number): number | null {
  switch (key) {
    case 'ArrowDown':
      return Math.min(count - 1, at + 1);
    case 'ArrowUp':
      return Math.max(0, at - 1);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}

function focusOn(list: HTMLElement | null, at: number): void {
  requestAnimationFrame(() => {
    const names = [...(list?.querySelectorAll<HTMLElement>('[data-run]') ?? [])];
    names[Math.min(at, names.length - 1)]?.focus();
  });
}
