/** Time as a parameter, so that tests decide it. */
export interface Clock {
  /** Milliseconds; only differences mean anything. */
  now(): number;
  /** Returns a function that cancels the call. */
  setTimeout(run: () => void, ms: number): () => void;
}

export const realClock: Clock = {
  now: () => performance.now(),
  setTimeout: (run, ms) => {
    const id = setTimeout(run, ms);
    return () => clearTimeout(id);
  },
};
