/** Settings of a race: their limits and defaults. */
import { z } from 'zod';
import { whole } from '../../specs/limits';
import { DEFAULT_TASK, type TaskSpec, taskSpecSchema } from '../../specs/task';
import type { RaceSettings, RaceView } from './raceTypes';

export const raceLimits = {
  horizon: whole(1, 10_000),
  problems: whole(1, 4096),
  seed: whole(0, 0xffff_ffff),
};

/** Losses that are recorded for each optimizer: 16 MB of them. */
const MAX_RECORDED = 4_000_000;

/** The most problems whose losses at every step can be recorded. */
export function mostProblems(horizon: number): number {
  return Math.min(4096, Math.floor(MAX_RECORDED / (horizon + 1)));
}

/** `raceLimits.problems`, and no more than can be recorded over `horizon` steps. */
export function problemsLimit(horizon: number): typeof raceLimits.problems {
  const most = mostProblems(horizon);
  return raceLimits.problems.max(most, `at most ${most} at a horizon of ${horizon}`);
}

export const raceSettingsSchema = z
  .object({ task: taskSpecSchema, ...raceLimits })
  .superRefine(({ horizon, problems }, context) => {
    const checked = problemsLimit(horizon).safeParse(problems);
    const message = checked.error?.issues[0]?.message;
    if (message) {
      context.addIssue({ code: 'custom', path: ['problems'], input: problems, message });
    }
  });

/** Twice the horizon that the pretrained optimizers are trained for: what lies beyond is shown, and shaded. */
export const DEFAULT_RACE: RaceSettings = {
  task: DEFAULT_TASK,
  horizon: 200,
  problems: 64,
  seed: 7,
};

/** A network has a hundred times the coordinates: fewer of them say as much, since each sees many digits. */
const NETWORK_PROBLEMS = 8;

/** The settings with another task; where it is of another kind, with as many problems and steps as become it. */
export function raceForTask(before: RaceSettings, task: TaskSpec): RaceSettings {
  const networks = task.name === 'mnist';
  if (networks === (before.task.name === 'mnist')) return { ...before, task };
  const { horizon, problems } = DEFAULT_RACE;
  return { ...before, task, horizon, problems: networks ? NETWORK_PROBLEMS : problems };
}

export const DEFAULT_VIEW: RaceView = { logX: false, logY: true, bands: true };
