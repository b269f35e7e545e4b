import { type RefObject, useEffect, useState } from 'react';
import { whenIdle } from '../../loading/whenIdle';

/** So far beyond the window's edge a picture is drawn already, and counts as in view already. */
const DRAWN_AHEAD = '600px 0px';
const IN_VIEW_AHEAD = '40px 0px';

/**
 * Whether an element has a reason to be drawn by now, and whether it is to be seen now. What is nowhere near is drawn
 * as well, when there is nothing else to do: a screen reader and a search find it.
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
      watch(IN_VIEW_AHEAD, (inView) => setState(({ seen }) => ({ seen: seen || inView, inView }))),
      whenIdle(draw),
    ];
    return () => {
      for (const off of offs) off();
    };
  }, [element]);
  return state;
}
