import { useCallback, useEffect, useRef, useState } from 'react';
import { lab } from '../../app/hooks';
import { type ErrorInfo, errorInfo } from '../../specs/errors';
import type { RatedBaseline } from '../../specs/optimizer';
import type { TunedRate } from '../../specs/race';
import type { RateInPlace, RatesAbout } from './ratesAbout';

export interface TuneAgain {
  /** Whose search is under way, and how far it is, 0 … 1. */
  running: { name: RatedBaseline; progress: number } | null;
  found: Partial<Record<RatedBaseline, TunedRate>>;
  error: ErrorInfo | null;
  start(which: RateInPlace): void;
  stop(): void;
}

/** Searches made once more while the dialog is open: one at a time, stopped where it is closed. */
export function useTuneAgain({ task, steps }: RatesAbout): TuneAgain {
  const [running, setRunning] = useState<TuneAgain['running']>(null);
  const [found, setFound] = useState<TuneAgain['found']>({});
  const [error, setError] = useState<ErrorInfo | null>(null);
  const runId = useRef<number | null>(null);
  /** Asked for before the worker had a run to stop, or after the dialog was closed. */
  const stopped = useRef(false);

  const stop = useCallback(() => {
    stopped.current = true;
    if (runId.current === null) return;
    lab.engine.request('stop', { runId: runId.current }).catch(() => undefined);
  }, []);
  useEffect(() => stop, [stop]);

  const start = async ({ name, rate }: RateInPlace): Promise<void> => {
    if (rate.tuning === null || running !== null) return;
    stopped.current = false;
    setError(null);
    setRunning({ name, progress: 0 });
    try {
      const again = await lab.baselines.again(task, name, rate.tuning, {
        onRun: (id) => {
          runId.current = id;
          if (stopped.current) stop();
        },
        onProgress: (done, total) => setRunning({ name, progress: total > 0 ? done / total : 0 }),
      });
      setFound((before) => ({ ...before, [name]: again }));
      // One that was found here is kept anew; what ships stays what everybody has.
      if (rate.source === 'tuned') await lab.baselines.note(task, steps, { [name]: again });
    } catch (thrown) {
      const info = errorInfo(thrown);
      if (info.code !== 'stopped') setError(info);
    } finally {
      runId.current = null;
      setRunning(null);
    }
  };

  return { running, found, error, start: (which) => void start(which), stop };
}
