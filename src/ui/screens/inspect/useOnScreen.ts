import { type RefObject, useEffect, useState } from 'react';

/** So far beyond the window's edge a picture is drawn already, and follows the selected step already. */
const DRAWN_AHEAD = '600px 0px';
const FOLLOWS_AHEAD = '40px 0px';
/** What is nowhere near is drawn as well, when there is nothing else to do: a screen reader and a search find it. */
const AT_LATEST_MS = 4000;
const WITHOUT_IDLE_MS = 1500;

/**
 * Whether an element has a reason to be drawn by now, and whether it is to be seen now: pictures follow the selected
 * step only while they are.
 */
export function useOnScreen(element: RefObject<HTMLElement | null>): {
  seen: boolean;
  inView: boolean;
} {
  const [state, setState] = useState({ seen: false, inView: false });
  useEffect(() => {
    const target = element.current;
    if (target === null) return;
    const watch = (rootMargin: string, onChange: (near: boolean) => void) => {
      const observer = new IntersectionObserver(
        (entries) => onChange(entries.at(-1)?.isIntersecting ?? false),
        { rootMargin },
      );
      observer.observe(target);
      return () => observer.disconnect();
    };
    const draw = () => setState((before) => (before.seen ? before : { ...before, seen: true }));
    const offs = [
      watch(DRAWN_AHEAD, (near) => near && draw()),
      watch(FOLLOWS_AHEAD, (inView) => setState(({ seen }) => ({ seen: seen || inView, inView }))),
      whenIdle(draw),
    ];
    return () => {
      for (const off of offs) off();
    };
  }, [element]);
  return state;
}

/** Calls back when the page has nothing else to do. Gives a function that calls it off. */
function whenIdle(callback: () => void): () => void {
  // Safari has no idle callbacks.
  if (typeof requestIdleCallback === 'undefined') {
    const timer = setTimeout(callback, WITHOUT_IDLE_MS);
    return () => clearTimeout(timer);
  }
  const handle = requestIdleCallback(callback, { timeout: AT_LATEST_MS });
  return () => cancelIdleCallback(handle);
}
