import {
  percent,
  relativeError,
  slopesText,
  VERDICT_WORDS,
  verdictOf,
  whenMeasured,
} from '../../../../app/gradients/gradientText';
import type { DirectionSlope } from '../../../../specs/metaGradients';
import { formatNumber } from '../../../charts';
import { saveTable } from '../../../charts/onDemand';
import { ToolButton } from '../../../ToolButton';
import { Term } from '../../../terms/Term';
import classes from './gradient.module.css';
import { slopesTable } from './slopesTable';
import { useGradients } from './useGradients';

/** What the meta-loss does along some directions, and what either meta-gradient says that it does. */
export function SlopeTable() {
  const slopes = useGradients((state) => state.slopes);
  if (slopes === null) return null;
  const { directions, fromStep, toStep, metaLoss, horizon } = slopes;
  return (
    <div className={classes.slopes}>
      <h4>Against finite differences</h4>
      <p aria-live="polite">{slopesText(slopes)}</p>
      <div className={classes.scroll}>
        <table className={classes.table}>
          <caption className={classes.aside}>
            Slopes of the <Term id="metaLoss">meta-loss</Term> of steps {fromStep + 1} to {toStep},{' '}
            {formatNumber(metaLoss)} {whenMeasured(horizon)}, along directions of length 1
          </caption>
          <thead>
            <tr>
              <th scope="col">Direction</th>
              <th scope="col">
                <Term id="finiteDifference">Difference</Term>
              </th>
              <th scope="col">step ε</th>
              <th scope="col">Full</th>
              <th scope="col">First-order</th>
            </tr>
          </thead>
          <tbody>
            {directions.map((slope, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: they stand in a fixed order
              <tr key={i}>
                <th scope="row">{slope.along === 'gradient' ? 'Full gradient' : `Random ${i}`}</th>
                <td>
                  {formatNumber(slope.difference)}{' '}
                  <span className={classes.aside}>± {formatNumber(slope.uncertainty)}</span>
                </td>
                <td>{formatNumber(slope.epsilon)}</td>
                <td>
                  <Says slope={slope} says={slope.full} />
                </td>
                <td>
                  <Says slope={slope} says={slope.first} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <ToolButton
        onClick={() => saveTable(slopesTable(slopes), 'meta-gradient-finite-differences.csv')}
        name="Download the finite differences as CSV"
      >
        CSV
      </ToolButton>
    </div>
  );
}

/** A slope, by how much it is off, and whether that is more than can be told. */
function Says({ slope, says }: { slope: DirectionSlope; says: number }) {
  const verdict = verdictOf(slope, says);
  return (
    <>
      {formatNumber(says)}{' '}
      <span className={classes.verdict} data-verdict={verdict}>
        {VERDICT_WORDS[verdict]}
        {verdict !== 'open' && `, off by ${percent(relativeError(slope, says))}`}
      </span>
    </>
  );
}
