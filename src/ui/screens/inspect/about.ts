/** What pictures and their files say of where their numbers are from. */
import { digitsSentence, fileSuffix, taskLabel } from '../../../app/taskText';
import type { TraceConfig } from '../../../specs/trace';

/** "LSTM, trained on quadratics, on Quadratics, 10-d, problem 0 of seed 7: θ₄." */
export function aboutTrace(config: TraceConfig, coordinates = ''): string {
  const { optimizer, task, problem, seed, horizon } = config;
  const of = horizon === undefined ? `seed ${seed}` : `horizon ${horizon + 1} of the training`;
  const named = coordinates === '' ? '' : `: ${coordinates}`;
  return `${optimizer.label} on ${taskLabel(task)}, problem ${problem} of ${of}${named}. ${digitsSentence(task)}`.trim();
}

export const fileNameOf = (picture: string, { task }: TraceConfig): string =>
  `${picture}${fileSuffix(task)}`;
