import { ActionIcon } from '@mantine/core';
import { lazy, Suspense, useId, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { lab, useRace } from '../../../app/hooks';
import {
  chosenSteps,
  type RaceRow,
  type RaceTable,
  raceTable,
  winnerInWords,
} from '../../../app/race/raceTable';
import type { RaceRecord } from '../../../app/race/raceTypes';
import { digitsSentence, problemsWord } from '../../../app/taskText';
import { isPaperBaseline } from '../../../specs/optimizer';
import { formatCount, formatNumber, type LineStyle, useThrottledValue } from '../../charts';
import controls from '../../controls/controls.module.css';
import { Icon } from '../../icons';
import { RatesButton } from '../../rates/RatesButton';
import { Swatch } from '../../Swatch';
import { useStyles } from '../../styleOf';
import { Term } from '../../terms/Term';
import { VisuallyHidden } from '../../VisuallyHidden';
import { inspectIt } from '../inspect/inspectIt';
import screen from '../screens.module.css';
import { ratesOfRace } from './ratesOfRace';
import classes from './results.module.css';

const LinkResult = lazy(() => import('./LinkResult'));

/** So many rows stand before the race has any, so that nothing jumps. */
const USUAL_ROWS = 5;

/** Where the race stands at a step: losses, area, rank, wins, and the learning rates. */
export function Results() {
  const record = useThrottledValue(
    useRace((state) => state.record),
    4,
  );
  const [asked, setAsked] = useState<number | null>(null);
  const headingId = useId();
  const steps = useRace((state) => state.record?.config.steps ?? state.settings.horizon);
  const step = Math.min(asked ?? usualStep(record), steps);
  const columns = useMemo(
    () => [...new Set([...chosenSteps(steps, 2), step])].sort((a, b) => a - b),
    [steps, step],
  );
  const table = useMemo(
    () => (record && record.computed >= 0 ? raceTable(record, step, columns) : null),
    [record, step, columns],
  );
  const styleOf = useStyles();
  const chosen = useRace((state) => state.settings.task);
  const task = record?.config.task ?? chosen;
  const word = problemsWord(task);
  const networks = task.name === 'mnist';
  const claimed = useStore(lab.address.claim, ({ claim }) => claim !== null);

  return (
    <section aria-labelledby={headingId} className={classes.section}>
      <div className={classes.header}>
        <h3 id={headingId}>Result at step {table?.step ?? step}</h3>
        <label className={classes.stepChoice}>
          at step
          <input
            type="number"
            className={controls.number}
            min={0}
            max={steps}
            value={asked ?? step}
            onChange={(event) => {
              const value = event.currentTarget.valueAsNumber;
              setAsked(Number.isInteger(value) && value >= 0 ? Math.min(value, steps) : null);
            }}
          />
        </label>
      </div>
      <p className={classes.words}>{table ? winnerInWords(table) : ' '}</p>
      <div className={classes.scroll}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">Optimizer</th>
              {columns.map((column) => (
                <th key={column} scope="col" data-main={column === step || undefined}>
                  <VisuallyHidden>Mean loss, and median, at </VisuallyHidden>step {column}
                </th>
              ))}
              <th scope="col" className={classes.more}>
                <Term id="areaUnderCurve">Area</Term>
              </th>
              {networks && (
                <>
                  <th scope="col" data-keep>
                    <Term id="testAccuracy">Test accuracy</Term>
                  </th>
                  <th scope="col" className={classes.more}>
                    Test loss
                  </th>
                </>
              )}
              <th scope="col">Rank</th>
              <th scope="col" className={networks ? classes.more : undefined}>
                Wins
              </th>
              <th scope="col" className={classes.more}>
                Learning rate
              </th>
            </tr>
          </thead>
          <tbody>
            {table
              ? table.rows.map((row) => (
                  <ResultRow
                    key={row.id}
                    row={row}
                    main={step}
                    style={styleOf(row.id)}
                    networks={networks}
                  />
                ))
              : Array.from({ length: USUAL_ROWS }, (_, i) => i).map((i) => (
                  <tr key={i}>
                    <td colSpan={columns.length + (networks ? 7 : 5)}>
                      <span className={classes.bone} />
                    </td>
                  </tr>
                ))}
          </tbody>
        </table>
      </div>
      <p className={`${screen.small} ${screen.muted}`}>
        Mean over {record?.config.problems ?? 'the'} {word}, median beside it. Wins: the share of{' '}
        {word} on which an optimizer has the lowest loss. {table && scoresInWords(table)}{' '}
        {record && howTuned(record)} {table && evaluationsInWords(table)} {digitsSentence(task)}{' '}
        {record?.lines.some((line) => line.rate !== null) && (
          <RatesButton about={() => ratesOfRace(lab.race.getState())} />
        )}
      </p>
      {claimed && (
        <Suspense fallback={null}>
          <LinkResult />
        </Suspense>
      )}
    </section>
  );
}

interface ResultRowProps {
  row: RaceRow;
  main: number;
  style: LineStyle;
  /** With their scores on test digits. */
  networks: boolean;
}

function ResultRow({ row, main, style, networks }: ResultRowProps) {
  return (
    <tr data-winner={row.rank === 1 || undefined}>
      <th scope="row">
        <span className={classes.name}>
          <Swatch style={style} />
          {row.label}
          {(row.kind === 'learned' || isPaperBaseline(row.id)) && (
            <ActionIcon
              variant="subtle"
              size="sm"
              aria-label={`Inspect ${row.label}`}
              title="Inspect: what it does to each coordinate"
              onClick={() => inspectIt('race', row.id)}
            >
              <Icon name="inspect" />
            </ActionIcon>
          )}
        </span>
        {row.divergence && (
          <span className={classes.diverged} title={row.divergence.remedy}>
            diverged at step {row.divergence.step}
          </span>
        )}
      </th>
      {row.losses.map((cell) => (
        <td key={cell.step} data-main={cell.step === main || undefined}>
          {Number.isFinite(cell.mean) ? (
            <>
              {formatNumber(cell.mean)}{' '}
              <span className={classes.aside}>({formatNumber(cell.median)})</span>
            </>
          ) : (
            '–'
          )}
        </td>
      ))}
      <td className={classes.more}>{Number.isFinite(row.area) ? formatNumber(row.area) : '–'}</td>
      {networks && (
        <>
          <td data-keep>{row.score ? `${(100 * row.score.accuracy).toFixed(1)} %` : '–'}</td>
          <td className={classes.more}>{row.score ? formatNumber(row.score.loss) : '–'}</td>
        </>
      )}
      <td>{row.rank ?? '–'}</td>
      <td className={networks ? classes.more : undefined}>{Math.round(row.wins * 100)} %</td>
      <td className={classes.more}>
        <Rate row={row} />
      </td>
    </tr>
  );
}

function Rate({ row: { kind, rate } }: { row: RaceRow }) {
  if (!rate) {
    return <span className={classes.aside}>{kind === 'learned' ? 'learned' : 'line search'}</span>;
  }
  return (
    <>
      {formatNumber(rate.learningRate)}{' '}
      <span className={classes.aside}>{rate.tuning ? 'tuned' : 'by hand'}</span>
    </>
  );
}

/** The horizon that the first learned optimizer was trained for, where the race goes that far. */
function usualStep(record: RaceRecord | null): number {
  const steps = record?.config.steps ?? Number.POSITIVE_INFINITY;
  const trained = record?.lines.find((line) => line.trainedHorizon !== null)?.trainedHorizon;
  return Math.min(trained ?? 100, steps);
}

/** "Test digits: the first 1,000 at step 60." */
function scoresInWords({ rows }: RaceTable): string {
  const score = rows.find((row) => row.score !== null)?.score;
  if (!score) return '';
  const count = score.examples.toLocaleString('en');
  return `Losses are those of each step’s minibatch; test accuracy and loss are over ${
    score.all ? `all ${count}` : `the first ${count}`
  } test digits, at step ${score.step}.`;
}

/** "L-BFGS used 214 evaluations of f and ∇f for 100 steps; the others use one a step." */
function evaluationsInWords({ rows, step }: RaceTable): string {
  const searching = rows.filter((row) => row.evaluations !== null && row.divergence === null);
  return searching
    .map(
      ({ label, evaluations }) =>
        `${label} used ${formatCount(evaluations ?? 0)} evaluations of f and ∇f for ${step} steps (mean over the problems); the others use one a step.`,
    )
    .join(' ');
}

/** "Tuned: the best of 24 rates on 256 other problems, by mean loss at step 200." */
function howTuned(record: RaceRecord): string {
  const word = problemsWord(record.config.task);
  const found = record.lines.flatMap((line) => line.rate?.tuning ?? []);
  const ways = found.map(
    ({ grid, problems, steps }) =>
      `the best of ${grid.length} rates on ${problems} other ${word}, by mean loss at step ${steps}`,
  );
  const [first, ...others] = [...new Set(ways)];
  if (first === undefined) return '';
  return `Tuned: ${[first, ...others].join('; or ')}.`;
}
