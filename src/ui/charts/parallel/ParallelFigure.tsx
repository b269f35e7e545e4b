import { Button } from '@mantine/core';
import { useCallback, useState } from 'react';
import { Figure, type FigureProps } from '../Figure';
import { ParallelChart, type ParallelChartProps } from './ParallelChart';
import { parallelTable } from './parallelTable';
import type { Brush, Brushes } from './parallelTypes';

export type ParallelFigureProps = Omit<ParallelChartProps, 'brushes' | 'onBrush'> & {
  /** The first column of the table: "trial". */
  lineName: string;
} & Omit<FigureProps, 'children' | 'table' | 'csv'>;

const NONE: Brushes = {};

/** Parallel coordinates with their table and files; which parts of the axes are let through is the figure's own. */
export function ParallelFigure(props: ParallelFigureProps) {
  const { title, fileName, options, description, about, height = 320, empty, ...rest } = props;
  const { lineName, ...chart } = rest;
  const { axes, lines } = chart;
  const [brushes, setBrushes] = useState<Brushes>(NONE);
  const onBrush = useCallback((key: string, brush: Brush | null) => {
    setBrushes((before) => {
      const { [key]: _gone, ...others } = before;
      return brush === null ? others : { ...others, [key]: brush };
    });
  }, []);
  const table = useCallback(() => parallelTable(axes, lines, lineName), [axes, lines, lineName]);
  return (
    <Figure
      title={title}
      fileName={fileName}
      options={
        <>
          {options}
          {Object.keys(brushes).length > 0 && (
            <Button
              size="compact-xs"
              variant="subtle"
              color="gray"
              onClick={() => setBrushes(NONE)}
            >
              Show all
            </Button>
          )}
        </>
      }
      description={description}
      height={height}
      empty={empty}
      table={table}
      {...(about === undefined ? {} : { about })}
    >
      <ParallelChart {...chart} brushes={brushes} onBrush={onBrush} />
    </Figure>
  );
}
