import { useCallback } from 'react';
import { toCsv } from './csv';
import { Figure, type FigureProps } from './Figure';
import { HeatMap, type HeatMapProps } from './HeatMap';
import classes from './heatMap.module.css';
import { heatSummaryTable, heatTable } from './heatTables';
import { ZoomButtons } from './ZoomButtons';

/** A heat map whose table and files follow from its values; `data` null: there is nothing to draw yet. */
export type HeatMapFigureProps = Omit<HeatMapProps, 'data'> & {
  data: HeatMapProps['data'] | null;
  /** The first column of the tables: "coordinate". */
  placeName: string;
} & Omit<FigureProps, 'children' | 'table' | 'csv'>;

const NO_TABLE = { columns: [], rows: 0, cell: () => null };

export function HeatMapFigure(props: HeatMapFigureProps) {
  const { title, fileName, options, description, about, height = 420, empty, ...rest } = props;
  const { placeName, data, ...map } = rest;
  const { rowName, columnName = 'step', firstColumn = 0 } = map;
  const names = useCallback(
    () => ({ place: placeName, column: columnName, firstColumn, row: rowName }),
    [placeName, columnName, firstColumn, rowName],
  );
  const table = useCallback(
    () => (data === null ? NO_TABLE : heatSummaryTable(data, names())),
    [data, names],
  );
  const csv = () => toCsv(data === null ? NO_TABLE : heatTable(data, names()));
  return (
    <Figure
      title={title}
      fileName={fileName}
      options={
        <>
          {options}
          <ZoomButtons
            className={classes.zoom}
            places={map.places}
            window={map.window}
            onWindow={map.onWindowChange}
            disabled={data === null}
          />
        </>
      }
      description={description}
      height={height}
      empty={empty}
      table={table}
      csv={csv}
      {...(about === undefined ? {} : { about })}
    >
      {data !== null && <HeatMap {...map} data={data} />}
    </Figure>
  );
}
