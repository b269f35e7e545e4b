import { Arrow, Box, Part } from './drawing';
import { HEIGHT, layoutFor, ROW } from './layout';
import { lit } from './lit';
import classes from './picture.module.css';
import { GapColumn, StepColumn, ThetaColumn } from './StepColumn';
import type { Column, Frame } from './story';

interface PictureProps {
  columns: readonly Column[];
  frame: Frame;
  segment: { from: number; to: number };
  /** Distance between two columns. */
  pitch: number;
  moving: boolean;
}

/**
 * The computational graph of one unroll, after Figure 2 of Andrychowicz et al. (2016): solid edges carry the
 * meta-gradient back, along dashed ones it is dropped.
 */
export function Picture({ columns, frame, segment, pitch, moving }: PictureProps) {
  const layout = layoutFor(columns.length, pitch);
  const { x, width, cutLeft, cutRight } = layout;
  const last = columns.length - 1;
  const middle = (x(0) + x(last)) / 2;
  const span = x(last) - x(0) + pitch * 0.4;
  const state = (key: string) => lit(frame, key, columns);
  /** Where the state that leaves column `i` arrives. */
  const stateTo = (i: number) => {
    const next = columns[i + 1]?.kind;
    if (next === 'end') return cutRight + 14;
    return x(i + 1) - (next === 'step' ? 31 : 16);
  };

  return (
    <svg className={classes.picture} viewBox={`0 0 ${width} ${HEIGHT}`} aria-hidden="true">
      <Part part="unroll">
        <rect
          className={classes.ground}
          x={cutLeft}
          y={2}
          width={cutRight - cutLeft}
          height={HEIGHT - 4}
          rx={8}
        />
      </Part>
      <Part part="horizon">
        <rect className={classes.ground} x={0} y={ROW.theta - 22} width={width} height={44} />
      </Part>
      <Part part="state">
        <Arrow
          d={`M${cutLeft - 14} ${ROW.m}H${x(0) - 31}`}
          state={state('state:in')}
          moving={moving}
        />
      </Part>
      <Part part="theta">
        <Arrow d={`M${cutLeft - 14} ${ROW.theta}H${x(0) - 18}`} state={undefined} moving={false} />
        <Arrow
          d={`M${x(last) + 18} ${ROW.theta}H${cutRight + 14}`}
          state={state('theta:out')}
          moving={moving}
        />
      </Part>
      {columns.map((column, i) => {
        const shared = { index: i, layout, moving, state: (name: string) => state(`${name}:${i}`) };
        if (column.kind === 'gap') {
          return <GapColumn key="gap" {...shared} stateTo={stateTo(i)} />;
        }
        const t = segment.from + column.offset;
        return (
          <g key={column.offset}>
            {column.kind === 'step' && <StepColumn {...shared} t={t} stateTo={stateTo(i)} />}
            <ThetaColumn {...shared} t={t} counted={i > 0} />
          </g>
        );
      })}
      <Part part="metaLoss">
        <Box x={middle} y={ROW.sum} w={span} h={26} text="meta-loss  Σ w f" state={state('sum')} />
      </Part>
      <Part part="phi">
        <Box x={middle} y={ROW.phi} w={span} h={26} text="weights φ" state={state('phi')} strong />
      </Part>
      <Part part="cut">
        {[cutLeft, cutRight].map((at) => (
          <line
            key={at}
            className={classes.cut}
            data-state={state('cut')}
            x1={at}
            x2={at}
            y1={6}
            y2={HEIGHT - 6}
          />
        ))}
      </Part>
    </svg>
  );
}
