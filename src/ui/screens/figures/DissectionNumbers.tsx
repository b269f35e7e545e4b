import type { ReactNode } from 'react';
import type { DissectionResult } from '../../../specs/dissectionResult';
import { BASELINE_LABELS } from '../../../specs/optimizer';
import { formatNumber } from '../../charts';
import { Swatch } from '../../Swatch';
import { useStyles } from '../../styleOf';
import { correlationText } from './dissectionWords';
import classes from './figures.module.css';

/** What the sentences are made of, for each optimizer. */
export function DissectionNumbers({ result }: { result: DissectionResult }) {
  const styleOf = useStyles();
  const { heads, rows } = tableOf(result);
  return (
    <div className={classes.scroll}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">Optimizer</th>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
            <th scope="col">Learning rate</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ id, cells }) => (
            <tr key={id}>
              <th scope="row">
                <span className={classes.optimizer}>
                  <Swatch style={styleOf(id === 'own' ? result.optimizer.id : id)} />
                  {id === 'own' ? result.optimizer.label : BASELINE_LABELS[id]}
                </span>
              </th>
              {cells.map((cell, i) => (
                <td key={heads[i]}>{cell}</td>
              ))}
              <td>{rateOf(result, id)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

type Id = DissectionResult['measures'][number]['id'];

function tableOf(result: DissectionResult): {
  heads: string[];
  rows: { id: Id; cells: ReactNode[] }[];
} {
  if (result.figure === '10') {
    return {
      heads: [
        'Sign changes',
        'Correlation',
        `Size, first ${result.window}`,
        `Size, last ${result.window}`,
      ],
      rows: result.measures.map(({ id, signChanges, correlation, early, late }) => ({
        id,
        cells: [
          shown(signChanges, percent),
          shown(correlation, correlationText),
          shown(early),
          shown(late),
        ],
      })),
    };
  }
  return {
    heads: ['Falls all along', 'Steepness at the ends', 'Update at gradient 0'],
    rows: result.measures.map(({ id, falling, endSlope, offset }) => ({
      id,
      cells: [`${falling} of ${result.sweptSteps.length}`, shown(endSlope), shown(offset, percent)],
    })),
  };
}

const shown = (value: number | null, format: (value: number) => string = formatNumber) =>
  value === null ? '–' : format(value);
const percent = (share: number) => `${Math.round(100 * share)} %`;

function rateOf({ wouldBe }: DissectionResult, id: Id): string {
  const rated = wouldBe.find(({ name }) => name === id);
  return rated === undefined ? 'learned' : formatNumber(rated.learningRate);
}
