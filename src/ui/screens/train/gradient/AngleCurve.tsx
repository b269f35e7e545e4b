import { useCallback, useMemo } from 'react';
import type { MeasuredAngle } from '../../../../app/gradients/gradientTypes';
import { useTrain } from '../../../../app/hooks';
import { digitsSentence, fileSuffix } from '../../../../app/taskText';
import type { AxisSpec, DataTable, ReferenceLine, Series } from '../../../charts';
import { CurvesFigure, optimizerStyle } from '../../../charts';
import { horizonAxisEnd } from '../horizonAxis';
import { useGradients } from './useGradients';

const HEIGHT = 230;
const STYLE = optimizerStyle(0);
const RIGHT_ANGLE: readonly ReferenceLine[] = [
  {
    id: 'right',
    label: '90°: nothing in common',
    value: 90,
    style: { ...optimizerStyle('sgd'), width: 1 },
  },
];

/** How the angle went while training went on. */
export function AngleCurve() {
  const angles = useGradients((state) => state.angles);
  const { task, epochs } = useTrain((state) => state.run?.config ?? state.settings);
  const series = useMemo<Series[]>(() => seriesOf(angles), [angles]);
  const table = useCallback(() => tableOf(angles), [angles]);
  const end = horizonAxisEnd(angles.at(-1)?.horizon ?? 0, epochs);
  const x = useMemo<AxisSpec>(
    () => ({ label: 'horizons trained', scale: 'linear', domain: [0, end] }),
    [end],
  );
  const obtuse = angles.some(({ whole }) => whole.degrees > 90);
  const y = useMemo<AxisSpec>(
    () => ({ label: 'angle in degrees', scale: 'linear', domain: [0, obtuse ? 180 : 100] }),
    [obtuse],
  );
  return (
    <CurvesFigure
      title="Angle between the meta-gradients"
      fileName={`meta-gradient-angle${fileSuffix(task)}`}
      about={digitsSentence(task)}
      height={HEIGHT}
      series={series}
      references={RIGHT_ANGLE}
      x={x}
      y={y}
      xName="horizon"
      table={table}
      description="At 0° a step along the one is a step along the other; beyond 90° the first-order one leads uphill, as the full one sees it."
      empty={
        angles.length === 0
          ? 'Measure the angle, or have it followed while you train: the curve is drawn here.'
          : undefined
      }
    />
  );
}

function seriesOf(angles: readonly MeasuredAngle[]): Series[] {
  if (angles.length === 0) return [];
  return [
    {
      id: 'whole',
      label: 'whole horizon',
      style: STYLE,
      x: angles.map(({ horizon }) => horizon),
      y: angles.map(({ whole }) => whole.degrees),
      emphasised: true,
    },
  ];
}

const COLUMNS = [
  'horizons trained',
  'unroll (steps)',
  'angle (degrees)',
  'first-order norm',
  'full norm',
  'first-order ms an unroll',
  'full ms an unroll',
];

/** A row for each measurement, and one for each of its unrolls. */
function tableOf(angles: readonly MeasuredAngle[]): DataTable {
  const rows = angles.flatMap(({ horizon, whole, unrolls, firstMs, fullMs }) => [
    [horizon, 'all', whole.degrees, whole.firstNorm, whole.fullNorm, firstMs, fullMs],
    ...unrolls.map(({ fromStep, toStep, degrees, firstNorm, fullNorm }) => [
      horizon,
      `${fromStep + 1} to ${toStep}`,
      degrees,
      firstNorm,
      fullNorm,
      null,
      null,
    ]),
  ]);
  return {
    columns: COLUMNS,
    rows: rows.length,
    cell: (row, column) => rows[row]?.[column] ?? null,
  };
}
