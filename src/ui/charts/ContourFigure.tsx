import { useCallback } from 'react';
import { ContourMap, type ContourMapProps } from './ContourMap';
import { Figure, type FigureProps } from './Figure';
import { pathsTable } from './tables';
import { sameSeries, useStable } from './useStable';

/** A contour map whose table and files follow from its paths. */
export type ContourFigureProps = ContourMapProps &
  Omit<FigureProps, 'children' | 'table'> &
  Partial<Pick<FigureProps, 'table'>>;

export function ContourFigure(props: ContourFigureProps) {
  const { title, fileName, options, description, about, height, empty, table, csv, ...map } = props;
  const paths = useStable(map.paths, sameSeries);
  const ownTable = useCallback(() => pathsTable(paths), [paths]);
  return (
    <Figure
      title={title}
      fileName={fileName}
      options={options}
      description={description}
      empty={empty}
      table={table ?? ownTable}
      {...(about === undefined ? {} : { about })}
      {...(height === undefined ? {} : { height })}
      {...(csv === undefined ? {} : { csv })}
    >
      <ContourMap {...map} />
    </Figure>
  );
}
