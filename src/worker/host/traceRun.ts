import { recordTrace, summaryOf } from '../../evaluation/trace';
import { type Control, catchingUp, isStopped, type RunControl } from '../../runtime/control';
import type { Fallback } from '../../runtime/kernels/fallback';
import type { TraceConfig } from '../../specs/trace';
import type { TraceEnd, TraceEvent } from '../protocol';
import { whyByDefinition } from './backendStatus';
import type { TraceShelf } from './traceShelf';

/** Often enough for a number that runs. */
const REPORT_EVERY_MS = 100;

/** Records a trace and puts it on the shelf under the run's own id; from its start again where a kernel fails. */
export async function traceRun(
  runId: number,
  config: TraceConfig,
  control: RunControl,
  send: (event: TraceEvent) => void,
  fallback: Fallback,
  shelf: TraceShelf,
): Promise<TraceEnd> {
  const { optimizer, steps } = config;
  const from = performance.now();
  const unitsBefore = control.units;
  let pace: Control = control;
  let last = Number.NEGATIVE_INFINITY;
  const once = async () => {
    const reason =
      optimizer.kind === 'learned' ? whyByDefinition(optimizer.optimizer.config) : null;
    if (reason !== null) send({ kind: 'definition', reason });
    const trace = await recordTrace(config, pace, (step) => {
      const now = performance.now();
      if (now - last < REPORT_EVERY_MS && step < steps) return;
      last = now;
      send({ kind: 'trace-progress', step, steps });
    });
    return { trace, summary: await summaryOf(trace, pace) };
  };
  try {
    const { trace, summary } = await fallback(once, () => {
      pace = catchingUp(control, control.units - unitsBefore);
      last = Number.NEGATIVE_INFINITY;
      send({ kind: 'restarted' });
    });
    shelf.keep(runId, trace);
    const seconds = (performance.now() - from - control.waitedMs) / 1000;
    return { outcome: 'finished', traceId: runId, summary, seconds };
  } catch (thrown) {
    if (isStopped(thrown)) return { outcome: 'stopped' };
    throw thrown;
  }
}
