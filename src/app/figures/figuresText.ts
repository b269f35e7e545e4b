/** Figures in words. */
import type { FigureId, FigurePlan } from '../../specs/figures';
import type { DissectionProgress, FigureProgress } from '../../worker/protocol';
import { networkText } from '../taskText';
import { duration } from '../train/trainText';

export const FIGURE_NAMES: Readonly<Record<FigureId, string>> = {
  '4-left': 'Figure 4, left',
  '4-centre': 'Figure 4, centre',
  '4-right': 'Figure 4, right',
  '5-left': 'Figure 5, left',
  '5-centre': 'Figure 5, centre',
  '5-right': 'Figure 5, right',
  '6': 'Figure 6',
  '10': 'Figure 10',
  '11': 'Figure 11',
};

const TUNING = 'tuning the optimizers designed by hand';

/** "Figure 6: tuning the optimizers designed by hand, 784-20-10 sigmoid, 3 of 8, 41 % done". */
export function stageText(
  { doing, setting, share }: Pick<FigureProgress, 'doing' | 'setting' | 'share'>,
  { id, settings }: FigurePlan,
): string {
  const parts = [doing === 'tuning' ? TUNING : 'racing'];
  const task = settings[setting]?.task;
  if (settings.length > 1 && task?.name === 'mnist') {
    parts.push(networkText(task), `${setting + 1} of ${settings.length}`);
  }
  parts.push(`${Math.floor(100 * share)} % done`);
  return `${FIGURE_NAMES[id]}: ${parts.join(', ')}`;
}

const DISSECTING: Readonly<Record<DissectionProgress['doing'], string>> = {
  tuning: TUNING,
  tracing: 'the optimizer trains a network',
  dissecting: 'looking into one of its weights',
};

/** "Figure 10: the optimizer trains a network, 41 % done" */
export const dissectionText = (
  figure: FigureId,
  { doing, share }: Pick<DissectionProgress, 'doing' | 'share'>,
): string => `${FIGURE_NAMES[figure]}: ${DISSECTING[doing]}, ${Math.floor(100 * share)} % done`;

/** How a computation ended. */
export function endText(
  figure: FigureId,
  end: { outcome: 'finished'; seconds: number } | { outcome: 'stopped' },
): string {
  return end.outcome === 'finished'
    ? `${FIGURE_NAMES[figure]} was computed in ${duration(end.seconds)}.`
    : `${FIGURE_NAMES[figure]}: stopped.`;
}
