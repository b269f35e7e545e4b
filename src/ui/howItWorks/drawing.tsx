/** The few shapes that the picture is made of. */
import type { ReactNode } from 'react';
import type { Lit } from './lit';
import type { PicturePart } from './parts';
import { highlight, usePicture } from './picture';
import classes from './picture.module.css';

/** A group of shapes that a term points at; pointing at it lights up the term. */
export function Part({ part, children }: { part: PicturePart; children: ReactNode }) {
  const highlighted = usePicture((state) => state.highlighted === part);
  return (
    <g
      className={classes.part}
      data-highlighted={highlighted || undefined}
      onPointerEnter={() => highlight(part)}
      onPointerLeave={() => highlight(null)}
    >
      {children}
    </g>
  );
}

interface LabelProps {
  x: number;
  y: number;
  text: string;
  /** A lower index. */
  index?: string;
  large?: boolean;
}

export function Label({ x, y, text, index, large }: LabelProps) {
  return (
    <text className={classes.label} data-large={large || undefined} x={x} y={y} dy="0.35em">
      {text}
      {index !== undefined && (
        <tspan className={classes.index} dy="0.35em">
          {index}
        </tspan>
      )}
    </text>
  );
}

interface BoxProps extends LabelProps {
  w: number;
  h: number;
  round?: boolean;
  strong?: boolean;
  state: Lit;
}

export function Box({ x, y, w, h, round, strong, state, ...label }: BoxProps) {
  return (
    <g className={classes.box} data-state={state} data-strong={strong || undefined}>
      <rect
        className={classes.outline}
        x={x - w / 2}
        y={y - h / 2}
        width={w}
        height={h}
        rx={round ? h / 2 : 5}
      />
      <Label x={x} y={y} {...label} />
    </g>
  );
}

interface ArrowProps {
  /** Forward; a backward frame runs against it. */
  d: string;
  /** The gradient is dropped along it. */
  dashed?: boolean;
  state: Lit;
  moving: boolean;
}

export function Arrow({ d, dashed, state, moving }: ArrowProps) {
  return (
    <g className={classes.arrow} data-state={state}>
      <path
        className={classes.line}
        data-dashed={dashed || undefined}
        d={d}
        markerEnd={`url(#lab-arrow${state === undefined ? '' : `-${state}`})`}
      />
      {moving && state && (
        <circle
          r={4.5}
          style={{ offsetPath: `path("${d}")` }}
          className={classes.pulse}
          data-state={state}
        />
      )}
    </g>
  );
}

/** Arrow heads, once for each colour: a marker does not inherit the colour of its line. */
export function ArrowHeads() {
  return (
    <svg className={classes.defs} aria-hidden="true">
      <defs>
        {['', '-forward', '-backward'].map((suffix) => (
          <marker
            key={suffix}
            id={`lab-arrow${suffix}`}
            className={classes.head}
            data-state={suffix.slice(1) || undefined}
            viewBox="0 0 8 8"
            refX="7"
            refY="4"
            markerWidth="8"
            markerHeight="8"
            markerUnits="userSpaceOnUse"
            orient="auto"
          >
            <path className={classes.point} d="M0 0.5L8 4L0 7.5z" />
          </marker>
        ))}
      </defs>
    </svg>
  );
}
