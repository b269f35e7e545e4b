/** Figures in words. */
import type { FigureId, FigurePlan } from '../specs/figures';
import type { FigureEnd, FigureProgress } from '../worker/protocol';
import { networkText } from './taskText';
import { duration } from './trainText';

export const FIGURE_NAMES: Readonly<Record<FigureId, string>> = {
  '4-left': 'Figure 4, left',
  '4-centre': 'Figure 4, centre',
  '4-right': 'Figure 4, right',
  '5-left': 'Figure 5, left',
  '5-centre': 'Figure 5, centre',
  '5-right': 'Figure 5, right',
  '6': 'Figure 6',
};

/** "Figure 6: tuning the optimizers designed by hand, 784-20-10 sigmoid, 3 of 8, 41 % done". */
export function stageText(
  { doing, setting, share }: Pick<FigureProgress, 'doing' | 'setting' | 'share'>,
  { id, settings }: FigurePlan,
): string {
  const parts = [doing === 'tuning' ? 'tuning the optimizers designed by hand' : 'racing'];
  const task = settings[setting]?.task;
  if (settings.length > 1 && task?.name === 'mnist') {
    parts.push(networkText(task), `${setting + 1} of ${settings.length}`);
  }
  parts.push(`${Math.floor(100 * share)} % done`);
  return `${FIGURE_NAMES[id]}: ${parts.join(', ')}`;
}

export function endText(figure: FigureId, end: FigureEnd): string {
  return end.outcome === 'finished'
    ? `${FIGURE_NAMES[figure]} was computed in ${duration(end.seconds)}.`
    : `${FIGURE_NAMES[figure]}: stopped.`;
}
