import { useEffect, useRef, useState } from 'react';

/**
 * Lets a value through at most `perSecond` times a second. The first change comes through at once, the last one
 * always; while the page is hidden nothing does, and the newest value follows when it is seen again.
 */
export function useThrottledValue<T>(value: T, perSecond: number): T {
  const [shown, setShown] = useState({ value });
  const lastTime = useRef(Number.NEGATIVE_INFINITY);

  useEffect(() => {
    if (Object.is(shown.value, value)) return;
    const letThrough = () => {
      // Listening costs Chromium a millisecond, so only while hidden.
      if (document.hidden) {
        document.addEventListener('visibilitychange', letThrough, { once: true });
        return;
      }
      lastTime.current = performance.now();
      setShown({ value });
    };
    const wait = lastTime.current + 1000 / perSecond - performance.now();
    const timer = wait > 0 ? setTimeout(letThrough, wait) : undefined;
    if (timer === undefined) letThrough();
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', letThrough);
    };
  }, [value, perSecond, shown]);

  return shown.value;
}
