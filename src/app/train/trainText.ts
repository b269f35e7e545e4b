/** The status line of a training. */

import { isCurriculum } from '../../specs/objectives';
import { BASELINE_LABELS } from '../../specs/optimizer';
import type { TrainConfig } from '../../specs/training';
import type { TrainEnd } from '../../worker/protocol';
import { computedBy } from '../backendText';
import { taskWord } from '../taskText';
import type { Pass, TrainRun, TrainStatus } from './trainTypes';

export function duration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}

/** What an optimizer is called that nobody has named: "LSTM 2 × 20, synthetic digits". */
export function usualName({ optimizer, task }: Pick<TrainConfig, 'optimizer' | 'task'>): string {
  return `LSTM ${optimizer.layers} × ${optimizer.hiddenUnits}, ${taskWord(task)}`;
}

/** "100", "20 to 200": how many steps horizons have, or may have. */
export function horizonSteps({ horizon, horizonSchedule }: TrainConfig): string {
  if (horizonSchedule === undefined) return `${horizon}`;
  const steps = isCurriculum(horizonSchedule)
    ? [horizon, ...horizonSchedule.map((entry) => entry.steps)]
    : [horizonSchedule.shortest, horizonSchedule.longest];
  return `${Math.min(...steps)} to ${Math.max(...steps)}`;
}

/** "horizon 12 of 500", never beyond the last; with its steps, where not all have the same. */
export function horizonOf(run: TrainRun): string {
  const { epochs, horizonSchedule } = run.config;
  const steps = horizonSchedule === undefined ? '' : ` (${run.live.horizon} steps)`;
  return `horizon ${Math.min(run.horizon + 1, epochs)} of ${epochs}${steps}`;
}

/** "Training: horizon 41 of 500, 8.1 horizons/s, 56 s left, passed Adam after 31 horizons (4.0 s), WebAssembly". */
export function trainingText(run: TrainRun, backend: string): string {
  const parts = [`Training: ${horizonOf(run)}`];
  const rate = run.horizonsPerSecond;
  if (rate > 0) {
    const left = (run.config.epochs - run.horizon) / rate;
    parts.push(`${rate.toFixed(rate < 10 ? 1 : 0)} horizons/s`, `${duration(left)} left`);
  }
  const pass = run.passes.at(-1);
  const all = run.passes.length === run.baselines.length;
  if (pass) parts.push(`${passText(pass)}${all ? ' as the last of them' : ''}`);
  parts.push(computedBy(backend, run.byDefinition));
  return parts.join(', ');
}

/** "passed Adam after 31 horizons (4.0 s)". */
export function passText(pass: Pass): string {
  return `passed ${BASELINE_LABELS[pass.name]} after ${pass.horizon} horizons (${duration(pass.seconds)})`;
}

/** How a training ended: its status, and the sentence for the status line. `done`: horizons trained. */
export function endInWords(end: TrainEnd | null, done: number): [TrainStatus, string] {
  const trained = `${done} ${done === 1 ? 'horizon' : 'horizons'}`;
  switch (end?.outcome) {
    case 'finished':
      return ['finished', `Finished: ${trained} trained.`];
    case 'early-stopped':
      return ['early-stopped', `Stopped early after ${trained}: validation no longer improves.`];
    case 'diverged':
      return ['diverged', `Diverged: ${end.divergence?.message ?? 'the loss is not finite'}`];
    default:
      return ['stopped', `Stopped after ${trained}. Resume goes on from there.`];
  }
}
