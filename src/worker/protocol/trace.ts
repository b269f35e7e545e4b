/** A trace on its way through the worker. What was recorded stays there; specs/trace.ts has what is asked of it. */
import type { TraceSummary } from '../../specs/trace';
import type { RunDefinition, RunRestarted, RunState } from './runs';

export interface TraceProgress {
  kind: 'trace-progress';
  /** Updates recorded so far, of `steps`. */
  step: number;
  steps: number;
}
export type TraceEvent = TraceProgress | RunRestarted | RunDefinition | RunState;

export type TraceEnd =
  | {
      outcome: 'finished';
      /** By what questions name it; no other trace of this page ever has the same. */
      traceId: number;
      summary: TraceSummary;
      seconds: number;
    }
  | { outcome: 'stopped' };
