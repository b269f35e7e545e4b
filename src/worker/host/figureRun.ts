import { computeFigure } from '../../evaluation/figures/computeFigure';
import type { RunControl } from '../../runtime/control';
import type { Fallback } from '../../runtime/kernels/fallback';
import type { FigureConfig } from '../../specs/figures';
import type { FigureEnd, FigureEvent } from '../protocol';
import { computation, reportPace } from './computation';

/** Often enough for curves that grow, and for a bar that moves. */
const REPORT_EVERY_MS = 250;

/** Computes one of the paper's figures; what a kernel fails in, one tuning or one race, is done again. */
export function figureRun(
  config: FigureConfig,
  control: RunControl,
  send: (event: FigureEvent) => void,
  fallback: Fallback,
): Promise<FigureEnd> {
  const due = reportPace(REPORT_EVERY_MS);
  return computation(control, () =>
    computeFigure(config, {
      control,
      attempt: (work) => fallback(work),
      onStage: ({ doing, setting, share, results }) => {
        if (!due(`${doing} ${setting}`)) return;
        send({ kind: 'figure-progress', doing, setting, share, results: [...results] });
      },
      onTuned: ({ key }, rates) => send({ kind: 'figure-rates', setting: key, rates }),
    }),
  );
}
