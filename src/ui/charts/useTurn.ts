import { useEffect, useState } from 'react';

/** Charts that want to be drawn for the first time, in order of appearance. */
const waiting = new Set<() => void>();
let pumping = false;

function pump(): void {
  const next = waiting.values().next().value;
  if (next === undefined) {
    pumping = false;
    return;
  }
  waiting.delete(next);
  next();
  setTimeout(pump, 0);
}

/**
 * Whether this chart may draw. A chart's first drawing costs some tens of milliseconds: a screen of several draws
 * them one by one, each in its own task, so that the page keeps answering in between.
 */
export function useTurn(): boolean {
  const [mine, setMine] = useState(false);
  useEffect(() => {
    const take = () => setMine(true);
    waiting.add(take);
    if (!pumping) {
      pumping = true;
      setTimeout(pump, 0);
    }
    return () => {
      waiting.delete(take);
    };
  }, []);
  return mine;
}
