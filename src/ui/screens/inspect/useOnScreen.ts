import { type RefObject, useEffect, useState } from 'react';

/** So far beyond the window's edge a picture is drawn already. */
const AHEAD = '500px';
/** What is nowhere near is drawn as well, when there is nothing else to do: a screen reader and a search find it. */
const AT_LATEST_MS = 4000;
const WITHOUT_IDLE_MS = 1500;

/**
 * Whether an element has a reason to be drawn by now, and whether it is near the part of the page that is in view:
 * pictures follow the selected step only while they are.
 */
export function useOnScreen(element: RefObject<HTMLElement | null>): {
  seen: boolean;
  inView: boolean;
} {
  const [state, setState] = useState({ seen: false, inView: false });
  useEffect(() => {
    const target = element.current;
    if (target === null) return;
    const observer = new IntersectionObserver(
      (entries) => {
        const inView = entries.at(-1)?.isIntersecting ?? false;
        setState(({ seen }) => ({ seen: seen || inView, inView }));
      },
      { rootMargin: `${AHEAD} 0px` },
    );
    observer.observe(target);
    const cancel = whenIdle(() => setState((before) => ({ ...before, seen: true })));
    return () => {
      observer.disconnect();
      cancel();
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
