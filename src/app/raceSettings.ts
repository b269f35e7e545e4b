/** Settings of a race: their limits and defaults. */
import { z } from 'zod';
import { DEFAULT_TASK, taskSpecSchema } from '../specs/task';
import type { RaceSettings, RaceView } from './raceTypes';

/** They keep a recorded race (every loss of every problem) within some ten megabytes for each optimizer. */
export const raceLimits = {
  horizon: z.number().int().min(1).max(2000),
  problems: z.number().int().min(1).max(1024),
  seed: z.number().int().min(0).max(0xffff_ffff),
};

export const raceSettingsSchema = z.object({ task: taskSpecSchema, ...raceLimits });

/** Twice the horizon that the pretrained optimizers are trained for: what lies beyond is shown, and shaded. */
export const DEFAULT_RACE: RaceSettings = {
  task: DEFAULT_TASK,
  horizon: 200,
  problems: 64,
  seed: 7,
};

export const DEFAULT_VIEW: RaceView = { logX: false, logY: true, bands: true };
