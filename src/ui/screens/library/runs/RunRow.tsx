import { Button } from '@mantine/core';
import { lazy, memo, Suspense, useId } from 'react';
import type { ListedRun } from '../../../../app/runs/types';
import controls from '../../../controls/controls.module.css';
import { Icon } from '../../../icons';
import { ProgressBar } from '../../../ProgressBar';
import { openRun, resumeRun } from './actions';
import { tagQuery } from './find';
import { RunMenu } from './RunMenu';
import { RunName } from './RunName';
import classes from './runs.module.css';
import { select, toggleOpened, useRunsView, want } from './view';
import {
  KIND_WORDS,
  keyNumber,
  progressInWords,
  stateInWords,
  taskInWords,
  timeInWords,
  whenInWords,
} from './words';

const RunDetails = lazy(() => import('./RunDetails'));

interface RunRowProps {
  run: ListedRun;
  /** The ids of the list as it is shown, for selecting many at once. */
  shown: () => readonly string[];
}

/** One run: what it is, how far it came, and what can be done with it. It is drawn again only when it has changed. */
export const RunRow = memo(function RunRow({ run, shown }: RunRowProps) {
  const { id, name } = run;
  const headingId = useId();
  const detailsId = useId();
  const selected = useRunsView((view) => view.selected.includes(id));
  const opened = useRunsView((view) => view.opened.has(id));
  const renaming = useRunsView((view) => view.renaming === id);
  const partly = run.progress.done < run.progress.total;
  return (
    <article className={classes.run} aria-labelledby={headingId} data-selected={selected}>
      <label className={`${controls.check} ${classes.tick}`}>
        <input
          type="checkbox"
          aria-label={`Select ${name}`}
          checked={selected}
          onChange={() => {
            // Taken by the click below, which knows whether Shift was held.
          }}
          onClick={(event) => select(id, !selected, event.shiftKey ? shown() : undefined)}
        />
      </label>
      <div className={classes.what}>
        <div className={classes.title}>
          <h3 id={headingId} hidden={renaming}>
            <button
              type="button"
              className={classes.disclose}
              data-run={id}
              aria-expanded={opened}
              aria-controls={opened ? detailsId : undefined}
              onClick={() => toggleOpened(id)}
            >
              {name}
              <Icon name="chevron" size={12} />
            </button>
          </h3>
          {renaming && <RunName run={run} />}
          <span className={classes.badge} data-state={run.state}>
            {stateInWords(run)}
          </span>
        </div>
        <p className={classes.about}>
          {[KIND_WORDS[run.kind], taskInWords(run), `seed ${run.seed}`].filter(Boolean).join(' · ')}{' '}
          · <time dateTime={run.createdAt}>{whenInWords(run.createdAt)}</time>
        </p>
        {run.tags.length > 0 && (
          <ul className={classes.tags} aria-label={`Tags of ${name}`}>
            {run.tags.map((tag) => (
              <li key={tag}>
                <button
                  type="button"
                  className={classes.tag}
                  title={`Show the runs with the tag ${tag}`}
                  onClick={() => want({ query: tagQuery(tag) })}
                >
                  {tag}
                </button>
              </li>
            ))}
          </ul>
        )}
      </div>
      <div className={classes.numbers}>
        <span>{keyNumber(run)}</span>
        <span className={classes.about}>
          {progressInWords(run)} · {timeInWords(run)}
        </span>
        {partly && (
          <ProgressBar
            name={`Progress of ${name}`}
            value={run.progress.done}
            max={Math.max(1, run.progress.total)}
            className={classes.progress}
          />
        )}
      </div>
      <div className={classes.actions}>
        {run.resumable && run.holder === null && (
          <Button
            size="compact-sm"
            onClick={() => void resumeRun(run)}
            aria-label={`Resume ${name}`}
          >
            Resume
          </Button>
        )}
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => void openRun(run)}
          aria-label={`Open ${name}`}
        >
          Open
        </Button>
        <RunMenu run={run} renaming={renaming} />
      </div>
      {opened && (
        <div id={detailsId} className={classes.details}>
          <Suspense fallback={<div className={classes.bone} />}>
            <RunDetails run={run} />
          </Suspense>
        </div>
      )}
    </article>
  );
});
