import { dissect } from '../../evaluation/figures/dissect';
import type { RunControl } from '../../runtime/control';
import type { Fallback } from '../../runtime/kernels/fallback';
import type { DissectionConfig } from '../../specs/dissections';
import type { DissectionEnd, DissectionEvent } from '../protocol';
import { computation, reportPace } from './computation';

/** Often enough for a bar that moves. */
const REPORT_EVERY_MS = 100;

/** Computes Figure 10 or 11 of the paper; what a kernel fails in, the tuning or what follows it, is done again. */
export function dissectionRun(
  config: DissectionConfig,
  control: RunControl,
  send: (event: DissectionEvent) => void,
  fallback: Fallback,
): Promise<DissectionEnd> {
  const due = reportPace(REPORT_EVERY_MS);
  return computation(control, () =>
    dissect(config, {
      control,
      attempt: (work) => fallback(work),
      onStage: (stage) => {
        if (due(stage.doing)) send({ kind: 'dissection-progress', ...stage });
      },
      onTuned: ({ key }, rates) => send({ kind: 'figure-rates', setting: key, rates }),
    }),
  );
}
