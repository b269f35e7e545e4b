import { dissect } from '../../evaluation/figures/dissect';
import { isStopped, type RunControl } from '../../runtime/control';
import type { Fallback } from '../../runtime/kernels/fallback';
import type { DissectionConfig } from '../../specs/dissections';
import type { DissectionEnd, DissectionEvent } from '../protocol';

/** Often enough for a bar that moves. */
const REPORT_EVERY_MS = 100;

/** Computes Figure 10 or 11 of the paper; what a kernel fails in, the tuning or what follows it, is done again. */
export async function dissectionRun(
  config: DissectionConfig,
  control: RunControl,
  send: (event: DissectionEvent) => void,
  fallback: Fallback,
): Promise<DissectionEnd> {
  const from = performance.now();
  let last = Number.NEGATIVE_INFINITY;
  let doing = '';
  try {
    const findings = await dissect(config, {
      control,
      attempt: (work) => fallback(work),
      onStage: (stage) => {
        const now = performance.now();
        if (stage.doing === doing && now - last < REPORT_EVERY_MS) return;
        last = now;
        doing = stage.doing;
        send({ kind: 'dissection-progress', ...stage });
      },
      onTuned: ({ key }, rates) => send({ kind: 'figure-rates', setting: key, rates }),
    });
    const seconds = (performance.now() - from - control.waitedMs) / 1000;
    return { outcome: 'finished', findings, seconds: Math.round(seconds * 10) / 10 };
  } catch (thrown) {
    if (isStopped(thrown)) return { outcome: 'stopped' };
    throw thrown;
  }
}
