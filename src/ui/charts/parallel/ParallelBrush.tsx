import { memo, type PointerEvent, useRef } from 'react';
import classes from './parallel.module.css';
import { brushBetween, type ParallelLayout, type PlacedAxis } from './parallelLayout';
import type { Brush } from './parallelTypes';

interface ParallelBrushProps {
  axis: PlacedAxis;
  layout: ParallelLayout;
  brush: Brush | undefined;
  onBrush: (key: string, brush: Brush | null) => void;
}

const WHOLE: Brush = { from: 0, to: 1 };
const STEP = 0.02;
const PAGE = 0.1;
/** A drag shorter than this is a press, and takes the brush away. */
const LEAST_DRAG = 0.03;

/**
 * What part of an axis is let through: dragged along the axis with a pointer, or by its two ends, which are sliders to
 * the keyboard.
 */
export const ParallelBrush = memo(function ParallelBrush(props: ParallelBrushProps) {
  const { axis, layout, brush, onBrush } = props;
  const started = useRef<number | null>(null);
  const { top, height } = layout;
  const shareOf = (event: PointerEvent<HTMLElement>): number => {
    const box = event.currentTarget.getBoundingClientRect();
    return 1 - (event.clientY - box.top) / Math.max(1, box.height);
  };
  const drag = (event: PointerEvent<HTMLElement>) => {
    if (started.current === null) return;
    const here = shareOf(event);
    const far = Math.abs(here - started.current) >= LEAST_DRAG;
    onBrush(axis.key, far ? brushBetween(started.current, here) : null);
  };
  const { from, to } = brush ?? WHOLE;
  return (
    <>
      <div
        className={classes.track}
        style={{ left: axis.x, top, height }}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          started.current = shareOf(event);
        }}
        onPointerMove={drag}
        onPointerUp={(event) => {
          drag(event);
          started.current = null;
        }}
        onPointerCancel={() => {
          started.current = null;
        }}
      />
      {(['from', 'to'] as const).map((end) => {
        const share = end === 'from' ? from : to;
        const move = (next: number) => {
          const inside =
            end === 'from' ? Math.min(Math.max(0, next), to) : Math.max(Math.min(1, next), from);
          onBrush(axis.key, end === 'from' ? brushBetween(inside, to) : brushBetween(from, inside));
        };
        return (
          <div
            key={end}
            role="slider"
            tabIndex={0}
            className={classes.end}
            data-end={end}
            data-set={brush !== undefined}
            style={{ left: axis.x, top: top + (1 - share) * height }}
            aria-orientation="vertical"
            aria-label={`${axis.label}: ${end === 'from' ? 'lowest' : 'highest'} shown`}
            aria-valuemin={0}
            aria-valuemax={100}
            aria-valuenow={Math.round(100 * share)}
            aria-valuetext={axis.textAt(share)}
            onKeyDown={(event) => {
              const step = { ArrowUp: STEP, ArrowRight: STEP, ArrowDown: -STEP, ArrowLeft: -STEP };
              const by =
                step[event.key as keyof typeof step] ??
                { PageUp: PAGE, PageDown: -PAGE, Home: -1, End: 1 }[event.key];
              if (event.key === 'Escape') onBrush(axis.key, null);
              if (by === undefined) return;
              event.preventDefault();
              move(share + by);
            }}
          />
        );
      })}
    </>
  );
});
