/** Learning rates of the optimizers designed by hand, where the person does not say them: as the page has them. */
import path from 'node:path';
import { tuneLearningRates } from '../evaluation/tuneLearningRate';
import { baselineTuning, ratesFileSchema } from '../specs/baselineTuning';
import type { RatedBaseline } from '../specs/optimizer';
import { rateKey, type TunedRates } from '../specs/race';
import { hasOwnDigits, type TaskSpec } from '../specs/task';
import { engineWork, interruptible } from './engine';
import { isFile, publicFolder, readBytes } from './files';
import type { Terminal } from './terminal';

export interface RatesWanted {
  task: TaskSpec;
  steps: number;
  /** Of the race that they are for. */
  seed: number;
  names: readonly RatedBaseline[];
  /** What the person said. */
  given: Partial<Record<RatedBaseline, number>>;
}

/** A rate for each name: the one that was given, else the one that ships for the task and its steps, else tuned now. */
export async function findRates(
  { task, steps, seed, names, given }: RatesWanted,
  terminal: Terminal,
): Promise<Partial<Record<RatedBaseline, number>>> {
  const shipped = shippedRates(task, steps);
  const rates: Partial<Record<RatedBaseline, number>> = {};
  const missing: RatedBaseline[] = [];
  for (const name of names) {
    const ships = shipped[name];
    // Not one that was found on these very problems.
    const usable = ships !== undefined && ships.seed !== seed;
    const rate = given[name] ?? (usable ? ships.learningRate : undefined);
    if (rate === undefined) missing.push(name);
    else rates[name] = rate;
  }
  if (missing.length === 0) return rates;
  const tuning = { task, steps, optimizers: missing, ...baselineTuning(task, seed) };
  const tell = (done: number, total: number) =>
    terminal.progress(`tuning ${missing.join(', ')}: ${Math.round((100 * done) / total)} %`);
  const tuned = await engineWork(() => tuneLearningRates(tuning, interruptible(), tell), terminal);
  for (const name of missing) rates[name] = tuned[name]?.learningRate ?? Number.NaN;
  return rates;
}

/** Rates that come with the Lab. Without their file everything is tuned: slower, and no less true. */
function shippedRates(task: TaskSpec, steps: number): TunedRates {
  const file = path.join(publicFolder() ?? '', 'pretrained', 'baselines.json');
  if (hasOwnDigits(task) || !isFile(file)) return {};
  const { entries } = ratesFileSchema.parse(JSON.parse(new TextDecoder().decode(readBytes(file))));
  const wanted = rateKey(task, steps);
  return entries.find((entry) => rateKey(entry.task, entry.steps) === wanted)?.rates ?? {};
}
