import { Box, Button } from '@mantine/core';
import { useMemo } from 'react';
import { saveFile } from '../../../../app/downloads';
import type { ListedRun } from '../../../../app/runs/types';
import { toCsv } from '../../../charts/csv';
import { formatCell } from '../../../charts/format';
import { Swatch } from '../../../Swatch';
import screen from '../../screens.module.css';
import classes from './compare.module.css';
import { comparedRuns, comparedTable } from './compareTable';
import { lineStyle } from './overlay';

/** The settings by which the runs differ, only those, and what came out of each. */
export function CompareTable({ runs }: { runs: readonly ListedRun[] }) {
  const compared = useMemo(() => comparedRuns(runs), [runs]);
  const { names, columns } = compared;
  const settings = columns.filter(({ group }) => group === 'setting').length;
  // A race has several lines, each of a look of its own: no one of them stands for it.
  const oneLineEach = runs.every(({ kind }) => kind === 'training');
  return (
    <div className={classes.tableBlock}>
      <Box
        className={classes.tableScroll}
        role="region"
        aria-label="Runs side by side"
        tabIndex={0}
      >
        <table className={classes.table}>
          <thead>
            <tr>
              <th rowSpan={2} scope="col">
                Run
              </th>
              {settings > 0 && (
                <th colSpan={settings} scope="colgroup">
                  Settings that differ
                </th>
              )}
              <th colSpan={columns.length - settings} scope="colgroup">
                Result
              </th>
            </tr>
            <tr>
              {columns.map(({ key, name }) => (
                <th key={key} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {runs.map((run, row) => (
              <tr key={run.id}>
                <th scope="row">
                  {oneLineEach && <Swatch style={lineStyle(row)} />} {names[row]}
                </th>
                {columns.map(({ key, values }) => (
                  <td key={key}>{cellInWords(values[row] ?? null)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Box>
      <p className={`${screen.small} ${screen.muted}`}>
        {runs.length > 1 && settings === 0 && 'They do not differ in any setting. '}
        {runs.length > 1 && settings > 0 && 'All other settings are the same. '}
        <Button
          size="compact-xs"
          variant="subtle"
          color="gray"
          onClick={() => saveFile(toCsv(comparedTable(compared)), 'runs.csv', 'text/csv')}
        >
          Save table as CSV
        </Button>
      </p>
    </div>
  );
}

function cellInWords(value: string | number | null): string {
  if (value === null) return '–';
  return typeof value === 'number' ? formatCell(value) : value;
}
