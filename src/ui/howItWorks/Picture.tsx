import type { ReactNode } from 'react';
import { Arrow, Box, Label, Part } from './drawing';
import { lit } from './lit';
import classes from './picture.module.css';
import type { Column, Frame } from './story';

/** Where the rows stand, in the units of the view box. */
const ROW = { sum: 26, f: 92, theta: 164, m: 254, phi: 318 } as const;
const HEIGHT = 344;

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
  const left = pitch * 0.62;
  const x = (i: number) => left + i * pitch;
  const last = columns.length - 1;
  const width = x(last) + pitch * 0.42;
  const cutLeft = x(0) - pitch * 0.36;
  const cutRight = x(last) + pitch * 0.3;
  const state = (key: string) => lit(frame, key, columns);
  const name = (i: number) => {
    const column = columns[i];
    return column && 'offset' in column ? String(segment.from + column.offset) : '';
  };
  const arrow = (key: string, d: string, more?: { dashed?: boolean }) => (
    <Arrow key={key} d={d} state={state(key)} moving={moving} {...more} />
  );

  const parts: Record<string, ReactNode[]> = {
    metaLoss: [],
    optimizee: [],
    gradient: [],
    theta: [],
    update: [],
    state: [],
    optimizer: [],
    phi: [],
  };
  columns.forEach((column, i) => {
    const at = x(i);
    if (column.kind === 'gap') {
      for (const y of [ROW.f, ROW.theta, ROW.m]) {
        parts.theta?.push(<Label key={`gap-${i}-${y}`} x={at} y={y} text="⋯" large />);
      }
      parts.theta?.push(
        arrow(`next:${i}`, `M${at + 16} ${ROW.theta}H${x(i + 1) - 17}`),
      );
      if (columns[i + 1]?.kind === 'step') {
        parts.state?.push(arrow(`state:${i}`, `M${at + 16} ${ROW.m}H${x(i + 1) - 32}`));
      }
      return;
    }
    const f = <Box key={`f-${i}`} x={at} y={ROW.f} w={56} h={34} text="f" state={state(`f:${i}`)} />;
    parts.optimizee?.push(f, arrow(`eval:${i}`, `M${at} ${ROW.theta - 16}V${ROW.f + 18}`));
    if (i > 0 || column.kind === 'end') {
      parts.metaLoss?.push(arrow(`loss:${i}`, `M${at} ${ROW.f - 18}V${ROW.sum + 13}`));
    }
    parts.theta?.push(
      <Box key={`t-${i}`} x={at} y={ROW.theta} w={32} h={30} round text="θ" index={name(i)} state={state(`theta:${i}`)} />,
    );
    if (column.kind === 'end') return;
    const plus = at + pitch * 0.52;
    const toNext = columns[i + 1]?.kind === 'gap' ? 16 : 17;
    parts.gradient?.push(
      arrow(
        `grad:${i}`,
        `M${at - 18} ${ROW.f + 18}C${at - 34} ${ROW.theta - 10} ${at - 34} ${ROW.theta + 30} ${at - 12} ${ROW.m - 20}`,
        { dashed: true },
      ),
      <Label key={`gl-${i}`} x={at - 38} y={ROW.theta + 38} text="∇" index={name(i)} />,
    );
    parts.theta?.push(
      arrow(`keep:${i}`, `M${at + 17} ${ROW.theta}H${plus - 10}`),
      <Box key={`p-${i}`} x={plus} y={ROW.theta} w={18} h={18} round text="+" state={state(`plus:${i}`)} />,
      arrow(`next:${i}`, `M${plus + 10} ${ROW.theta}H${x(i + 1) - toNext}`),
    );
    parts.update?.push(
      arrow(
        `g:${i}`,
        `M${at + 16} ${ROW.m - 20}C${at + 20} ${ROW.theta + 44} ${plus} ${ROW.theta + 54} ${plus} ${ROW.theta + 11}`,
      ),
      <Label key={`ul-${i}`} x={plus + 13} y={ROW.theta + 36} text="g" index={name(i)} />,
    );
    parts.optimizer?.push(
      <Box key={`m-${i}`} x={at} y={ROW.m} w={60} h={38} text="m" state={state(`m:${i}`)} strong />,
    );
    const stateEnd = columns[i + 1]?.kind === 'step' ? x(i + 1) - 32 : x(i + 1) - 16;
    parts.state?.push(
      arrow(`state:${i}`, `M${at + 31} ${ROW.m}H${columns[i + 1]?.kind === 'end' ? cutRight + 14 : stateEnd}`),
      <Label key={`sl-${i}`} x={at + pitch * 0.5} y={ROW.m + 15} text="h" index={String(Number(name(i)) + 1)} />,
    );
    parts.phi?.push(arrow(`phi:${i}`, `M${at} ${ROW.phi - 13}V${ROW.m + 20}`));
  });

  return (
    <svg className={classes.picture} viewBox={`0 0 ${width} ${HEIGHT}`} aria-hidden="true">
      <Part part="horizon">
        <rect className={classes.band} x={0} y={ROW.theta - 21} width={width} height={42} />
      </Part>
      <Part part="unroll">
        <rect className={classes.span} x={cutLeft} y={4} width={cutRight - cutLeft} height={HEIGHT - 8} rx={8} />
      </Part>
      <Part part="metaLoss">
        <Box
          x={(x(0) + x(last)) / 2 + pitch * 0.1}
          y={ROW.sum}
          w={x(last) - x(0) + pitch * 0.3}
          h={26}
          text="meta-loss  Σ w f"
          state={state('sum')}
        />
        {parts.metaLoss}
      </Part>
      <Part part="phi">
        <Box x={(x(0) + x(last)) / 2} y={ROW.phi} w={x(last) - x(0) + pitch * 0.3} h={26} text="weights φ" state={state('phi')} strong />
        {parts.phi}
      </Part>
      <Part part="state">
        {arrow('state:in', `M${cutLeft - 14} ${ROW.m}H${x(0) - 32}`)}
        {parts.state}
      </Part>
      <Part part="theta">
        {arrow('theta:in', `M${cutLeft - 14} ${ROW.theta}H${x(0) - 17}`)}
        {arrow('theta:out', `M${x(last) + 17} ${ROW.theta}H${cutRight + 14}`)}
        {parts.theta}
      </Part>
      <Part part="optimizee">{parts.optimizee}</Part>
      <Part part="gradient">{parts.gradient}</Part>
      <Part part="update">{parts.update}</Part>
      <Part part="optimizer">{parts.optimizer}</Part>
      <Part part="cut">
        {[cutLeft, cutRight].map((at) => (
          <line key={at} className={classes.cut} data-state={state('cut')} x1={at} x2={at} y1={8} y2={HEIGHT - 8} />
        ))}
      </Part>
    </svg>
  );
}
