import { type RefObject, useEffect, useRef, useState } from 'react';

/** How long the hint stays. */
const HINT_MS = 1600;
/** A line of a wheel that counts in lines. */
const LINE = 16;
/** A notch of a wheel is about 100; a pinch on a touchpad reports a few at a time. */
const SPEED = 0.0018;
const PINCH_SPEED = 0.012;

/**
 * The wheel zooms an element that has the focus, or with Ctrl or ⌘ held (which is also how touchpads report a
 * pinch); otherwise it scrolls the page, and the answer is true for a moment, so that the element can say so.
 *
 * @param zoom by a factor around a point, 0 the element's top, 1 its bottom; false: there is nothing left to zoom
 */
export function useWheelZoom(
  element: RefObject<HTMLElement | null>,
  zoom: (at: number, factor: number) => boolean,
): boolean {
  const newest = useRef(zoom);
  const [hint, setHint] = useState(false);
  useEffect(() => {
    newest.current = zoom;
  });
  useEffect(() => {
    const target = element.current;
    if (target === null) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const turn = (event: WheelEvent) => {
      const held = event.ctrlKey || event.metaKey;
      if (!held && document.activeElement !== target) {
        clearTimeout(timer);
        timer = setTimeout(() => setHint(false), HINT_MS);
        setHint(true);
        return;
      }
      setHint(false);
      const box = target.getBoundingClientRect();
      const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE : 1;
      const pinch = event.ctrlKey && Math.abs(event.deltaY) < 50;
      const factor = Math.exp(-event.deltaY * lines * (pinch ? PINCH_SPEED : SPEED));
      const done = newest.current((event.clientY - box.top) / box.height, factor);
      // With Ctrl the page itself would be zoomed.
      if (done || held) event.preventDefault();
    };
    target.addEventListener('wheel', turn, { passive: false });
    return () => {
      clearTimeout(timer);
      target.removeEventListener('wheel', turn);
    };
  }, [element]);
  return hint;
}
