import { type PointerEvent, type RefObject, useEffect, useRef, useState } from 'react';
import { between, panned, pinched } from './placeWindow';
import type { Point } from './scene';
import type { PlaceWindow } from './types';

interface Gestures {
  element: RefObject<HTMLElement | null>;
  window: PlaceWindow;
  /** The smallest window. */
  least: number;
  onWindow: (window: PlaceWindow) => void;
  /** A pointer is at a point of the map, each coordinate 0 to 1 from the top left; null: nothing is aimed at. */
  onAim: (point: Point | null) => void;
  onPick: (point: Point, add: boolean) => void;
}

/** A press that moves farther than this, in pixels, is no click. */
const CLICK = 5;

/** What a pointer that is down began with. */
interface Press {
  id: number;
  x: number;
  y: number;
  at: Point;
  /** A mouse marks out a range; a finger reads along the columns. */
  mouse: boolean;
  moved: boolean;
  /** A finger went to the side first: it reads. */
  reads: boolean;
}

interface Pinch {
  window: PlaceWindow;
  distance: number;
  middle: number;
}

/**
 * Pointing, clicking and zooming on a map: a mouse that is dragged marks out a range to look at, one finger reads
 * (moved up or down it scrolls the page), two fingers zoom and move.
 */
export function useMapGestures(gestures: Gestures) {
  const { element } = gestures;
  const newest = useRef(gestures);
  const frame = useRef(0);
  const press = useRef<Press | null>(null);
  const pinch = useRef<Pinch | null>(null);
  const fingers = useRef(new Map<number, Point>());
  const [range, setRange] = useState<readonly [number, number] | null>(null);
  useEffect(() => {
    newest.current = gestures;
  });
  useEffect(() => {
    const target = element.current;
    // A page that scrolls under two fingers would take them away.
    const keep = (event: TouchEvent) => {
      if (event.touches.length > 1) event.preventDefault();
    };
    target?.addEventListener('touchstart', keep, { passive: false });
    target?.addEventListener('touchmove', keep, { passive: false });
    return () => {
      cancelAnimationFrame(frame.current);
      target?.removeEventListener('touchstart', keep);
      target?.removeEventListener('touchmove', keep);
    };
  }, [element]);

  // Once a frame is enough, however fast the pointer reports.
  const soon = (act: () => void) => {
    cancelAnimationFrame(frame.current);
    frame.current = requestAnimationFrame(act);
  };
  const rest = () => {
    cancelAnimationFrame(frame.current);
    press.current = null;
    pinch.current = null;
    fingers.current.clear();
    setRange(null);
  };

  const down = (event: PointerEvent<HTMLElement>) => {
    if (event.button !== 0) return;
    const at = pointOf(event);
    const mouse = event.pointerType === 'mouse';
    press.current = {
      id: event.pointerId,
      x: event.clientX,
      y: event.clientY,
      at,
      mouse,
      moved: false,
      reads: false,
    };
    event.currentTarget.setPointerCapture(event.pointerId);
    if (mouse) return;
    fingers.current.set(event.pointerId, at);
    if (fingers.current.size === 2) {
      press.current = null;
      pinch.current = { ...spread(fingers.current), window: newest.current.window };
      newest.current.onAim(null);
    }
  };

  const move = (event: PointerEvent<HTMLElement>) => {
    const at = pointOf(event);
    if (fingers.current.has(event.pointerId)) fingers.current.set(event.pointerId, at);
    if (pinch.current !== null) {
      const { window, distance, middle } = pinch.current;
      const now = spread(fingers.current);
      const { least, onWindow } = newest.current;
      soon(() => onWindow(pinched(window, middle, now.middle, now.distance / distance, least)));
      return;
    }
    const pressed = press.current;
    if (pressed !== null && pressed.id === event.pointerId) {
      const across = Math.abs(event.clientX - pressed.x);
      const down = Math.abs(event.clientY - pressed.y);
      if (!pressed.moved && Math.hypot(across, down) > CLICK) {
        pressed.moved = true;
        pressed.reads = across > down;
      }
      if (pressed.mouse && pressed.moved) {
        soon(() => setRange([pressed.at.y, within(at.y)]));
        return;
      }
      // A finger that goes up or down scrolls the page; it is taken away for that a little later.
      if (!pressed.mouse && !pressed.reads) return;
    }
    soon(() => newest.current.onAim({ x: within(at.x), y: within(at.y) }));
  };

  const up = (event: PointerEvent<HTMLElement>) => {
    const pressed = press.current;
    const wasPinch = pinch.current !== null;
    fingers.current.delete(event.pointerId);
    if (fingers.current.size < 2) pinch.current = null;
    press.current = null;
    if (wasPinch || pressed === null || pressed.id !== event.pointerId) return;
    const { window, least, onWindow, onAim, onPick } = newest.current;
    if (!pressed.moved) {
      // A finger that goes down may be about to scroll: only now is it a tap.
      if (!pressed.mouse) onAim(pressed.at);
      onPick(pressed.at, event.ctrlKey || event.metaKey || event.shiftKey);
    } else if (pressed.mouse) {
      cancelAnimationFrame(frame.current);
      setRange(null);
      onWindow(between(window, pressed.at.y, within(pointOf(event).y), least));
    }
  };

  return {
    /** The part of the view that is being marked out, each end 0 to 1. */
    range,
    handlers: {
      onPointerDown: down,
      onPointerMove: move,
      onPointerUp: up,
      onPointerCancel: () => {
        rest();
        newest.current.onAim(null);
      },
      onPointerLeave: (event: PointerEvent) => {
        // A lifted finger leaves its reading to be read; it goes when something else is touched.
        if (event.pointerType !== 'mouse' || press.current !== null) return;
        cancelAnimationFrame(frame.current);
        newest.current.onAim(null);
      },
    },
  };
}

/** Dragging a strip of the whole: the window moves with the pointer, or comes to where it was put down. */
export function useStripDrag(window: PlaceWindow, onWindow: (window: PlaceWindow) => void) {
  const grab = useRef<{ window: PlaceWindow; y: number } | null>(null);
  const span = window.to - window.from;
  return {
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      const { y } = pointOf(event);
      event.currentTarget.setPointerCapture(event.pointerId);
      const outside = y < window.from || y > window.to;
      const start = outside ? panned(window, (y - (window.from + window.to) / 2) / span) : window;
      if (outside) onWindow(start);
      grab.current = { window: start, y };
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      if (grab.current === null) return;
      onWindow(panned(grab.current.window, (pointOf(event).y - grab.current.y) / span));
    },
    onPointerUp: () => {
      grab.current = null;
    },
    onPointerCancel: () => {
      grab.current = null;
    },
  };
}

const within = (share: number) => Math.max(0, Math.min(1, share));

function pointOf(event: PointerEvent<HTMLElement>): Point {
  const box = event.currentTarget.getBoundingClientRect();
  return {
    x: (event.clientX - box.left) / box.width,
    y: (event.clientY - box.top) / box.height,
  };
}

/** How far apart two fingers are, and their middle height. One beside the other still has a distance. */
function spread(fingers: ReadonlyMap<number, Point>): { distance: number; middle: number } {
  const [a = { x: 0, y: 0 }, b = a] = [...fingers.values()];
  return { distance: Math.max(0.02, Math.hypot(a.x - b.x, a.y - b.y)), middle: (a.y + b.y) / 2 };
}
