/** Settings of Inspect: their limits and defaults, and what of them a link holds. */
import { z } from 'zod';
import { DEFAULT_TASK, taskSpecSchema } from '../../specs/task';
import { raceLimits } from '../race/raceSettings';
import type {
  Asked,
  InspectLink,
  InspectSettings,
  InspectState,
  InspectView,
} from './inspectTypes';

export const INSPECT_SOURCES = ['own', 'race', 'training'] as const;

/** What is asked about a coordinate goes through all steps one after the other: more would keep a person waiting. */
export const MOST_STEPS = 2000;

export const inspectLimits = {
  steps: z.number().int().min(1).max(MOST_STEPS),
  seed: raceLimits.seed,
  problem: z
    .number()
    .int()
    .min(0)
    .max((raceLimits.problems.maxValue ?? 1) - 1),
};

export const inspectSettingsSchema = z.object({
  source: z.enum(INSPECT_SOURCES),
  optimizer: z.string().max(80),
  task: taskSpecSchema,
  ...inspectLimits,
});

/** The horizon that the pretrained optimizers are trained for, and the seed of the landing race. */
export const DEFAULT_INSPECT: InspectSettings = {
  source: 'own',
  optimizer: '',
  task: DEFAULT_TASK,
  steps: 100,
  seed: 7,
  problem: 0,
};

export const DEFAULT_INSPECT_LINK: InspectLink = {
  ...DEFAULT_INSPECT,
  optimizer: null,
  step: null,
  coordinates: null,
};

export const DEFAULT_INSPECT_VIEW: InspectView = {
  map: { quantity: 'update', order: 'layer', from: 0, to: 1 },
  field: { scale: 'linear', limit: null },
};

export const NOTHING_ASKED: Asked<never> = { value: null, pending: false, error: null };

/** What a link is to say of a state: what has been chosen, and nothing of what is as usual. */
export function inspectLinkOf({ settings, selection, chosen }: InspectState): InspectLink {
  return {
    ...settings,
    optimizer: chosen.optimizer ? settings.optimizer : null,
    step: chosen.step ? selection.step : null,
    coordinates: chosen.coordinates ? selection.coordinates : null,
  };
}

/** The narrowest part of the map that can be shown. */
const LEAST_ZOOM = 1e-5;

/** Shares of all places in order, within 0 … 1. */
export function zoomOf({ from, to }: { from: number; to: number }): { from: number; to: number } {
  const within = (share: number, most: number): number =>
    Math.max(0, Math.min(most, Number.isFinite(share) ? share : 0));
  const first = within(from, 1 - LEAST_ZOOM);
  return { from: first, to: Math.max(first + LEAST_ZOOM, within(to, 1)) };
}
