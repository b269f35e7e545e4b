/** At the latest then, however busy the page is. */
const AT_LATEST_MS = 4000;
const WITHOUT_IDLE_MS = 1500;

/** Calls back when the page has nothing else to do. Gives a function that calls it off. */
export function whenIdle(callback: () => void): () => void {
  // Safari has no idle callbacks.
  if (typeof requestIdleCallback === 'undefined') {
    const timer = setTimeout(callback, WITHOUT_IDLE_MS);
    return () => clearTimeout(timer);
  }
  const handle = requestIdleCallback(callback, { timeout: AT_LATEST_MS });
  return () => cancelIdleCallback(handle);
}
