import { useCallback } from 'react';
import { CurvesChart, type CurvesChartProps } from './CurvesChart';
import { Figure, type FigureProps } from './Figure';
import { curvesTable } from './tables';
import { sameData, sameSeries, useStable } from './useStable';

/** A figure of curves whose table and files follow from its series. */
export type CurvesFigureProps = CurvesChartProps &
  Omit<FigureProps, 'children' | 'table'> &
  Partial<Pick<FigureProps, 'table'>>;

export function CurvesFigure(props: CurvesFigureProps) {
  const { title, fileName, options, description, about, height, empty, table, csv, ...chart } =
    props;
  const series = useStable(chart.series, sameSeries);
  const references = useStable(chart.references, sameData);
  const xName = chart.xName ?? 'step';
  const ownTable = useCallback(
    () => curvesTable(series, xName, references),
    [series, xName, references],
  );
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
      <CurvesChart {...chart} />
    </Figure>
  );
}
