/** From the card of a figure to Inspect: the same optimizer on the same problem, with the same coordinate selected. */
import type { DissectionResult } from '../../specs/dissectionResult';
import type { SettingsStore } from '../settingsStore';
import type { InspectLink, InspectStore } from './inspectTypes';

/** What a link says that leads there, at one of the steps. */
export const dissectedLink = (
  { optimizer, task, steps, seed, problem, coordinate }: DissectionResult,
  step: number,
): InspectLink => ({
  source: 'own',
  optimizer: optimizer.id,
  task,
  steps,
  seed,
  problem,
  step,
  coordinates: [coordinate],
});

/** Shows Inspect as a link would, and traces what it names. */
export async function openInInspect(
  { inspect, settings }: { inspect: InspectStore; settings: SettingsStore },
  link: InspectLink,
): Promise<void> {
  inspect.getState().adopt(link);
  const traced = inspect.getState().trace();
  settings.getState().setTab('inspect');
  await traced;
}
