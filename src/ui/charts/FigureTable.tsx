import { Box, Button } from '@mantine/core';
import { memo, useMemo, useState } from 'react';
import classes from './charts.module.css';
import { formatCell, formatCount } from './format';
import type { DataTable } from './types';
import { useThrottledValue } from './useThrottledValue';

/** Rows on one page. Few enough that a table of many columns is drawn within a frame or two. */
export const PAGE_ROWS = 100;

/** Stands in no label and no number. */
const SEPARATOR = '\u001f';

interface FigureTableProps {
  id: string;
  title: string;
  table: () => DataTable;
}

/** A figure's numbers as a real table, a page at a time; follows growing data once a second. */
export function FigureTable({ id, title, table }: FigureTableProps) {
  const build = useThrottledValue(table, 1);
  const data = useMemo(() => build(), [build]);
  const [page, setPage] = useState(0);
  const pages = Math.max(1, Math.ceil(data.rows / PAGE_ROWS));
  const shown = Math.min(page, pages - 1);
  const from = shown * PAGE_ROWS;
  const to = Math.min(data.rows, from + PAGE_ROWS);
  const rows: { number: number; text: string }[] = [];
  for (let row = from; row < to; row++) {
    const cells = data.columns.map((_, column) => cellText(data.cell(row, column)));
    rows.push({ number: row, text: cells.join(SEPARATOR) });
  }
  return (
    <div id={id} className={classes.tableBlock}>
      <Box className={classes.tableScroll} role="region" aria-label={`${title}: data`} tabIndex={0}>
        <table className={classes.table}>
          <caption>{`${title}, ${formatCount(data.rows)} rows`}</caption>
          <thead>
            <tr>
              {data.columns.map((column) => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row key={row.number} columns={data.columns} text={row.text} />
            ))}
          </tbody>
        </table>
      </Box>
      {pages > 1 && (
        <div className={classes.pages}>
          <Button
            size="compact-xs"
            variant="default"
            disabled={shown === 0}
            onClick={() => setPage(shown - 1)}
          >
            Previous rows
          </Button>
          <Button
            size="compact-xs"
            variant="default"
            disabled={shown === pages - 1}
            onClick={() => setPage(shown + 1)}
          >
            Next rows
          </Button>
          <span className={classes.muted}>
            {`Rows ${formatCount(from + 1)} to ${formatCount(to)} of ${formatCount(data.rows)}`}
          </span>
        </div>
      )}
    </div>
  );
}

function cellText(value: number | string | null): string {
  if (value === null) return '';
  return typeof value === 'number' ? formatCell(value) : value;
}

interface RowProps {
  columns: readonly string[];
  text: string;
}

/** A row by its text, so that a row that has not changed is not drawn again while the others grow. */
const Row = memo(
  function Row({ columns, text }: RowProps) {
    const cells = text.split(SEPARATOR);
    return (
      <tr>
        {columns.map((column, i) =>
          i === 0 ? (
            <th key={column} scope="row">
              {cells[i]}
            </th>
          ) : (
            <td key={column}>{cells[i]}</td>
          ),
        )}
      </tr>
    );
  },
  (before, after) => before.text === after.text && before.columns.length === after.columns.length,
);
