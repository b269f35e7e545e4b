import { useCallback, useEffect, useRef, useState } from 'react';
import { lab } from '../../../../app/hooks';
import type { ListedRun, RunCurve } from '../../../../app/runs/types';
import { type ErrorInfo, errorInfo } from '../../../../specs/errors';

export interface LoadedCurves {
  /** Null until they were read. */
  curves: readonly RunCurve[] | null;
  error: ErrorInfo | null;
}

const NOTHING: LoadedCurves = { curves: null, error: null };

/** The curves of these runs, read from storage when they are first asked for, and again when a run has gone on. */
export function useCurves(runs: readonly ListedRun[]): (id: string) => LoadedCurves {
  const [loaded, setLoaded] = useState<ReadonlyMap<string, LoadedCurves>>(new Map());
  // Of each run, the version that was read or is being read.
  const asked = useRef(new Map<string, string>());
  const here = useRef(true);
  useEffect(() => {
    here.current = true;
    return () => {
      here.current = false;
    };
  }, []);

  useEffect(() => {
    for (const id of asked.current.keys()) {
      if (!runs.some((run) => run.id === id)) asked.current.delete(id);
    }
    for (const run of runs) {
      const version = versionOf(run);
      if (asked.current.get(run.id) === version) continue;
      asked.current.set(run.id, version);
      const keep = (result: LoadedCurves) => {
        // Whoever asked again since will be answered by that.
        if (!here.current || asked.current.get(run.id) !== version) return;
        setLoaded((before) => new Map(before).set(run.id, result));
      };
      lab.runs
        .getState()
        .loadCurves(run.id)
        .then(
          (curves) => keep({ curves, error: null }),
          (thrown) => keep({ curves: [], error: errorInfo(thrown) }),
        );
    }
  }, [runs]);

  return useCallback((id) => loaded.get(id) ?? NOTHING, [loaded]);
}

/** Changes when the curves may have: a new name or another tag leaves them as they are. */
const versionOf = ({ state, progress, seconds }: ListedRun): string =>
  `${state} ${progress.done} ${seconds}`;
