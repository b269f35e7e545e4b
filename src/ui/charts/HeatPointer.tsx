import { Box } from '@mantine/core';
import { type KeyboardEvent, useId, useRef } from 'react';
import { VisuallyHidden } from '../VisuallyHidden';
import classes from './heatMap.module.css';
import { isWhole, leastSpan, WHOLE, zoomed } from './placeWindow';
import type { Plot, Point } from './scene';
import type { PlaceWindow } from './types';
import { useMapGestures } from './useMapGestures';
import { useWheelZoom } from './useWheelZoom';

interface HeatPointerProps {
  plot: Plot;
  places: number;
  window: PlaceWindow;
  /** Numbers of the first and the last column. */
  range: readonly [number, number];
  /** The number of the column that is marked; null: none. */
  now: number | null;
  /** What is read, in words; empty: nothing. */
  text: string;
  /** Where keys zoom to, as a share of all places; null: the middle of the view. */
  focus: number | null;
  columnName: string;
  onWindow: (window: PlaceWindow) => void;
  onAim: (point: Point | null) => void;
  onPick: (point: Point, add: boolean) => void;
  /** A key moves the reading by so many columns and rows. */
  onMove: (columns: number, rows: number) => void;
  /** A key picks what is read. */
  onPickRead: (add: boolean) => void;
}

/** How far Page Up and Page Down go. */
const PAGE = 10;
/** How much closer one press of a key or a button comes. */
export const KEY_ZOOM = 2;

/**
 * An invisible slider over a heat map, of two dimensions: a pointer, fingers or keys choose a column and a row, and
 * what is found there is the slider's value, so that a screen reader hears it.
 */
export function HeatPointer(props: HeatPointerProps) {
  const { plot, places, window, range, now, text, focus, columnName, onWindow } = props;
  const hintId = useId();
  const box = useRef<HTMLDivElement>(null);
  const least = leastSpan(places);
  const zoom = (at: number, factor: number) => {
    const next = zoomed(window, at, factor, least);
    const changed = next.from !== window.from || next.to !== window.to;
    if (changed) onWindow(next);
    return changed;
  };
  const hint = useWheelZoom(box, zoom);
  const { onAim, onPick } = props;
  const gestures = useMapGestures({ element: box, window, least, onWindow, onAim, onPick });

  const press = (event: KeyboardEvent) => {
    if (event.altKey || ((event.ctrlKey || event.metaKey) && event.key !== 'Enter')) return;
    const seen = focus === null ? 0.5 : (focus - window.from) / (window.to - window.from);
    const at = Math.max(0, Math.min(1, seen));
    const action = actionOf(event.key, {
      move: props.onMove,
      pick: () => props.onPickRead(event.ctrlKey || event.metaKey || event.shiftKey),
      zoom: (factor) => zoom(at, factor),
      whole: () => onWindow(WHOLE),
      // What is not being read cannot be left: Escape is then somebody else's.
      leave: text === '' ? undefined : () => onAim(null),
    });
    if (action === undefined) return;
    event.preventDefault();
    action();
  };

  return (
    <>
      <Box
        ref={box}
        className={classes.pointer}
        style={{ left: plot.left, top: plot.top, width: plot.width, height: plot.height }}
        role="slider"
        tabIndex={0}
        aria-label="Read values on the map"
        aria-describedby={hintId}
        aria-orientation="horizontal"
        aria-valuemin={range[0]}
        aria-valuemax={range[1]}
        aria-valuenow={now ?? range[1]}
        aria-valuetext={text === '' ? 'Arrow keys read the values' : text}
        {...gestures.handlers}
        onDoubleClick={() => onWindow(WHOLE)}
        onBlur={() => onAim(null)}
        onKeyDown={press}
      >
        {gestures.range !== null && (
          <div
            className={classes.range}
            style={{
              top: `${100 * Math.min(...gestures.range)}%`,
              height: `${100 * Math.abs(gestures.range[1] - gestures.range[0])}%`,
            }}
          />
        )}
        {hint && (
          <div className={classes.hint} aria-hidden="true">
            <span>
              {isWhole(window) ? 'To zoom: Ctrl and wheel, or drag' : 'To zoom: Ctrl and wheel'}
            </span>
          </div>
        )}
      </Box>
      <VisuallyHidden id={hintId}>
        Left and right: {columnName}s. Up and down: rows. Enter picks the row, with Shift as well as
        the others. Plus and minus zoom, 0 shows all.
      </VisuallyHidden>
    </>
  );
}

interface Actions {
  move: (columns: number, rows: number) => void;
  pick: () => void;
  zoom: (factor: number) => void;
  whole: () => void;
  leave: (() => void) | undefined;
}

function actionOf(key: string, { move, pick, zoom, whole, leave }: Actions) {
  switch (key) {
    case 'ArrowRight':
      return () => move(1, 0);
    case 'ArrowLeft':
      return () => move(-1, 0);
    case 'ArrowDown':
      return () => move(0, 1);
    case 'ArrowUp':
      return () => move(0, -1);
    case 'PageDown':
      return () => move(0, PAGE);
    case 'PageUp':
      return () => move(0, -PAGE);
    case 'Home':
      return () => move(Number.NEGATIVE_INFINITY, 0);
    case 'End':
      return () => move(Number.POSITIVE_INFINITY, 0);
    case 'Enter':
    case ' ':
      return pick;
    case '+':
    case '=':
      return () => zoom(KEY_ZOOM);
    case '-':
    case '_':
      return () => zoom(1 / KEY_ZOOM);
    case '0':
      return whole;
    case 'Escape':
      return leave;
    default:
      return undefined;
  }
}
