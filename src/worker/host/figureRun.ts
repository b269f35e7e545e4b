import { computeFigure, type FigureStage } from '../../evaluation/figures/computeFigure';
import { isStopped, type RunControl } from '../../runtime/control';
import type { Fallback } from '../../runtime/kernels/fallback';
import type { FigureConfig } from '../../specs/figures';
import type { FigureEnd, FigureEvent } from '../protocol';

/** Often enough for curves that grow, and for a bar that moves. */
const REPORT_EVERY_MS = 250;

/** Computes one of the paper's figures; what a kernel fails in, one tuning or one race, is done again. */
export async function figureRun(
  config: FigureConfig,
  control: RunControl,
  send: (event: FigureEvent) => void,
  fallback: Fallback,
): Promise<FigureEnd> {
  const from = performance.now();
  const report = ({ doing, setting, share, results }: FigureStage) =>
    send({ kind: 'figure-progress', doing, setting, share, results: [...results] });
  let last = Number.NEGATIVE_INFINITY;
  let phase = '';
  try {
    const findings = await computeFigure(config, {
      control,
      attempt: (work) => fallback(work),
      onStage: (stage) => {
        const now = performance.now();
        const next = `${stage.doing} ${stage.setting}`;
        if (next === phase && now - last < REPORT_EVERY_MS) return;
        last = now;
        phase = next;
        report(stage);
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
