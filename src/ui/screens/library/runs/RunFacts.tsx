import type { ReactNode } from 'react';
import { lab, useLibrary, useRuns } from '../../../../app/hooks';
import type { ListedRun } from '../../../../app/runs/types';
import { formatCell } from '../../../charts/format';
import details from './details.module.css';
import classes from './runs.module.css';
import { settingRows } from './settings';
import { showRun } from './view';
import { timeInWords, whenInWords } from './words';

/** What a run was computed with, its settings and its result, word by word. */
export function RunFacts({ run }: { run: ListedRun }) {
  const parent = useRuns((state) =>
    run.parentId === null ? null : state.runs.find((other) => other.id === run.parentId),
  );
  const optimizer = useLibrary((state) =>
    state.entries.find((entry) => entry.id === run.optimizerId),
  );
  const results = Object.entries(run.result);
  return (
    <div className={details.facts}>
      <Facts title="Made">
        <Fact name="Started">{whenInWords(run.createdAt)}</Fact>
        <Fact name="Last changed">{whenInWords(run.changedAt)}</Fact>
        <Fact name="Time of computing">{timeInWords(run)}</Fact>
        <Fact name="Seed">{run.seed}</Fact>
        <Fact name="Backend">{run.backend ?? 'not known'}</Fact>
        <Fact name="Version of the Lab">{run.appVersion}</Fact>
        {run.parentId !== null && (
          <Fact name="Duplicate of">
            {parent ? (
              <button type="button" className={classes.link} onClick={() => showRun(parent.id)}>
                {parent.name}
              </button>
            ) : (
              'a run that is not here any more'
            )}
          </Fact>
        )}
        {optimizer && (
          <Fact name="Its optimizer">
            <button
              type="button"
              className={classes.link}
              onClick={() => lab.settings.getState().setShelf('optimizers')}
            >
              {optimizer.name}
            </button>
          </Fact>
        )}
      </Facts>
      {results.length > 0 && (
        <Facts title="Result">
          {results.map(([name, value]) => (
            <Fact key={name} name={name}>
              {value === null ? 'not finite' : formatCell(value)}
            </Fact>
          ))}
        </Facts>
      )}
      <Facts title="Settings" wide>
        {settingRows(run).map(({ key, name, value }) => (
          <Fact key={key} name={name}>
            {value}
          </Fact>
        ))}
      </Facts>
    </div>
  );
}

interface FactsProps {
  title: string;
  /** Many of them, in columns. */
  wide?: boolean;
  children: ReactNode;
}

function Facts({ title, wide = false, children }: FactsProps) {
  return (
    <section className={wide ? details.wide : undefined}>
      <h4>{title}</h4>
      <dl>{children}</dl>
    </section>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
