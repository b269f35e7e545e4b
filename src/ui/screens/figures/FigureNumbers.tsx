import type { FigureLine, FigureResult, Spread } from '../../../specs/figureResult';
import { figurePlan } from '../../../specs/figures';
import { formatNumber } from '../../charts';
import { Swatch } from '../../Swatch';
import { useStyles } from '../../styleOf';
import { Term } from '../../terms/Term';
import classes from './figures.module.css';
import { labelOf } from './words';

/** Where each optimizer stands at the end. Of Figure 6 the pictures and their data say it. */
export function FigureNumbers({ result }: { result: FigureResult }) {
  const styleOf = useStyles();
  const { shows, steps, from } = figurePlan(result.figure, 'mnist');
  const lines = result.settings[0]?.lines ?? [];
  if (shows === 'final' || lines.length === 0) return null;
  const sorted = lines.toSorted((a, b) => order(a) - order(b));
  const hasTest = lines.some(({ test }) => test !== null);
  return (
    <div className={classes.scroll}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">Optimizer</th>
            <th scope="col">Loss at step {steps}</th>
            <th scope="col">
              <Term id="areaUnderCurve">Area</Term>
              {from > 0 && ` from ${from}`}
            </th>
            {hasTest && <th scope="col">Test accuracy</th>}
            <th scope="col">Learning rate</th>
          </tr>
        </thead>
        <tbody>
          {sorted.map((line) => (
            <tr key={line.id}>
              <th scope="row">
                <span className={classes.optimizer}>
                  <Swatch style={styleOf(line.id)} />
                  {labelOf(result, line.id)}
                </span>
              </th>
              <td>
                {line.divergedAt === null ? (
                  <Band of={line.final} />
                ) : (
                  `diverged at step ${line.divergedAt}`
                )}
              </td>
              <td>{line.area === null ? '–' : formatNumber(line.area)}</td>
              {hasTest && <td>{accuracy(line)}</td>}
              <td>{line.rate === null ? 'learned' : formatNumber(line.rate.learningRate)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** "0.31 (0.29 to 0.33)". */
function Band({ of: { median, q10, q90 } }: { of: Spread }) {
  if (median === null || q10 === null || q90 === null) return '–';
  return (
    <>
      {formatNumber(median)}{' '}
      <span className={classes.aside}>
        ({formatNumber(q10)} to {formatNumber(q90)})
      </span>
    </>
  );
}

function accuracy({ test }: FigureLine): string {
  const median = test?.accuracy.median ?? null;
  return median === null ? '–' : `${(100 * median).toFixed(1)} %`;
}

const order = ({ final }: FigureLine) => final.median ?? Number.POSITIVE_INFINITY;
