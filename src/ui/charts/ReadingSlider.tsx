import { Box } from '@mantine/core';
import { type KeyboardEvent, type PointerEvent, useEffect, useRef } from 'react';
import classes from './charts.module.css';
import type { Plot, Point } from './scene';

interface ReadingSliderProps {
  plot: Plot;
  label: string;
  /** First and last place there is something to read. */
  range: readonly [number, number];
  /** The place being read; null: none. */
  at: number | null;
  /** What is read there, in words. */
  text: string;
  /** A pointer is at a point of the plot, each coordinate 0 to 1 from the top left. */
  onAim: (point: Point) => void;
  /** The next place to read from one; null where there is none. */
  step: (from: number, direction: 1 | -1) => number | null;
  /** A key chooses a place; null: nothing is read any more. */
  onMove: (to: number | null) => void;
}

/** A finger that moves farther than this, in pixels, has chosen a direction. */
const DIRECTION = 5;

/** How many places Page Up and Page Down go. */
const PAGE = 10;

/**
 * An invisible slider over a plot. A pointer, a finger or the arrow keys move along the data; what they find is the
 * slider's value, so that a screen reader hears it.
 */
export function ReadingSlider(props: ReadingSliderProps) {
  const { plot, label, range, at, text, onAim, onMove } = props;
  const frame = useRef(0);
  // Where a finger came down whose direction is not known yet: up or down it scrolls the page, and reads nothing.
  const touched = useRef<{ x: number; y: number } | null>(null);
  useEffect(() => () => cancelAnimationFrame(frame.current), []);

  const follow = (event: PointerEvent<HTMLDivElement>) => {
    const from = touched.current;
    if (from !== null && event.type === 'pointermove') {
      const [across, along] = [Math.abs(event.clientX - from.x), Math.abs(event.clientY - from.y)];
      if (across < DIRECTION || across < along) return;
    }
    touched.current = null;
    const box = event.currentTarget.getBoundingClientRect();
    const within = (v: number) => Math.max(0, Math.min(1, v));
    const point = {
      x: within((event.clientX - box.left) / box.width),
      y: within((event.clientY - box.top) / box.height),
    };
    // One reading a frame is enough however fast the mouse reports.
    cancelAnimationFrame(frame.current);
    frame.current = requestAnimationFrame(() => onAim(point));
  };
  const down = (event: PointerEvent<HTMLDivElement>) => {
    if (event.pointerType === 'mouse') follow(event);
    else touched.current = { x: event.clientX, y: event.clientY };
  };
  const leave = () => {
    cancelAnimationFrame(frame.current);
    onMove(null);
  };
  const press = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && at !== null) {
      event.preventDefault();
      leave();
      return;
    }
    const next = keyTarget(event.key, at, range, props.step);
    if (next === null) return;
    event.preventDefault();
    onMove(next);
  };

  return (
    <Box
      className={classes.pointer}
      style={{ left: plot.left, top: plot.top, width: plot.width, height: plot.height }}
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-orientation="horizontal"
      aria-valuemin={range[0]}
      aria-valuemax={range[1]}
      aria-valuenow={at ?? range[1]}
      aria-valuetext={text === '' ? 'Arrow keys read the values' : text}
      onPointerMove={follow}
      onPointerDown={down}
      onPointerUp={(event: PointerEvent<HTMLDivElement>) => {
        if (touched.current !== null) follow(event);
      }}
      onPointerLeave={(event: PointerEvent) => {
        // A lifted finger leaves its reading to be read; it goes when something else is touched.
        if (event.pointerType === 'mouse') leave();
      }}
      onPointerCancel={() => {
        // The page scrolls.
        if (touched.current === null) leave();
        touched.current = null;
      }}
      onBlur={leave}
      onKeyDown={press}
    />
  );
}

function keyTarget(
  key: string,
  at: number | null,
  [first, last]: readonly [number, number],
  step: (from: number, direction: 1 | -1) => number | null,
): number | null {
  const steps = (direction: 1 | -1, count: number) => {
    if (at === null) return direction === 1 ? first : last;
    let here = at;
    for (let i = 0; i < count; i++) here = step(here, direction) ?? here;
    return here;
  };
  switch (key) {
    case 'ArrowRight':
    case 'ArrowUp':
      return steps(1, 1);
    case 'ArrowLeft':
    case 'ArrowDown':
      return steps(-1, 1);
    case 'PageUp':
      return steps(1, PAGE);
    case 'PageDown':
      return steps(-1, PAGE);
    case 'Home':
      return first;
    case 'End':
      return last;
    default:
      return null;
  }
}
