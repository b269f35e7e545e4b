import { useCallback, useMemo } from 'react';
import { CurveMultiples, type CurveMultiplesProps, legendOf } from './CurveMultiples';
import { Figure, type FigureProps } from './Figure';
import { legendHeight } from './Legend';
import { layOutMultiples } from './multiplesLayout';
import { multiplesTable } from './multiplesTable';
import { useElementSize } from './useElementSize';
import { sameData, useStable } from './useStable';

/** Small multiples whose table and files follow from their curves, and whose height from their number. */
export type CurveMultiplesFigureProps = CurveMultiplesProps & {
  /** Room is kept for so many panels until there are any (default 8). */
  expected?: number;
  /** The first column of the table: "step". */
  panelName: string;
} & Omit<FigureProps, 'children' | 'table' | 'height'> &
  Partial<Pick<FigureProps, 'table'>>;

/** A legend is one row as a rule. */
const LEGEND = 18;

export function CurveMultiplesFigure(props: CurveMultiplesFigureProps) {
  const { title, fileName, options, description, about, empty, table, csv, ...rest } = props;
  const { expected = 8, panelName, ...multiples } = rest;
  const { xName } = multiples;
  const [measure, { width }] = useElementSize<HTMLDivElement>();
  const panels = useStable(multiples.panels, sameData);
  const ownTable = useCallback(
    () => multiplesTable(panels, panelName, xName),
    [panels, panelName, xName],
  );
  const height = useMemo(() => {
    const { height: grid } = layOutMultiples(panels.length || expected, width);
    return grid + Math.max(LEGEND, legendHeight(legendOf(panels), width));
  }, [panels, expected, width]);
  return (
    <div ref={measure}>
      <Figure
        title={title}
        fileName={fileName}
        options={options}
        description={description}
        height={height}
        empty={empty}
        table={table ?? ownTable}
        {...(about === undefined ? {} : { about })}
        {...(csv === undefined ? {} : { csv })}
      >
        <CurveMultiples {...multiples} panels={panels} />
      </Figure>
    </div>
  );
}
