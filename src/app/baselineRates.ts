/**
 * Learning rates of the baselines for a task and a number of steps.
 *
 * In this order: shipped with the Lab (`pretrained/baselines.json`), tuned on an earlier occasion, tuned now by the
 * worker. Always on problems of a seed that is not the race's.
 */
import { baselineTuning, ratesFileSchema } from '../specs/baselineTuning';
import { LabError } from '../specs/errors';
import { BASELINE_NAMES, type BaselineName } from '../specs/optimizer';
import { rateKey, type TunedRate, type TunedRates, tunedRatesSchema } from '../specs/race';
import { hasOwnDigits, type TaskSpec } from '../specs/task';
import type { TrainConfig } from '../specs/training';
import type { Engine } from './engine';
import { type ReadPublic, readPublicJson } from './publicFiles';
import type { RateInUse } from './raceTypes';
import type { LabStorage } from './storage';

export type Rates = Partial<Record<BaselineName, RateInUse>>;

export interface TuningHandlers {
  /** A tuning began in the worker: this is the run to pause or stop. */
  onRun?: (runId: number) => void;
  onProgress?: (done: number, total: number) => void;
}

export interface BaselineRates {
  /** What is known without computing. */
  known(task: TaskSpec, steps: number): Promise<Rates>;
  /** Rates for all of `names`; those that nobody knows are tuned. Throws LabError 'stopped' where that was stopped. */
  find(
    task: TaskSpec,
    steps: number,
    names: readonly BaselineName[],
    raceSeed: number,
    handlers: TuningHandlers,
  ): Promise<Rates>;
  /** Keeps what was found out elsewhere. */
  note(task: TaskSpec, steps: number, tuned: TunedRates): Promise<void>;
}

export function createBaselineRates(deps: {
  engine: Pick<Engine, 'ready' | 'startRun'>;
  storage: LabStorage;
  read: ReadPublic;
}): BaselineRates {
  const { engine, storage, read } = deps;
  const memory = new Map<string, Rates>();
  let shipped: Promise<Map<string, Rates>> | null = null;

  const readShipped = async (): Promise<Map<string, Rates>> => {
    // Without the file everything is tuned here: slower, and no less true.
    const json = await readPublicJson(read, './pretrained/baselines.json').catch(() => null);
    const parsed = ratesFileSchema.safeParse(json);
    const entries = parsed.success ? parsed.data.entries : [];
    return new Map(entries.map((e) => [rateKey(e.task, e.steps), inUse(e.rates, 'shipped')]));
  };

  const known = async (task: TaskSpec, steps: number): Promise<Rates> => {
    const key = rateKey(task, steps);
    shipped ??= readShipped();
    let tuned = memory.get(key);
    if (!tuned) {
      const stored = tunedRatesSchema.safeParse(await keptAt(task, key));
      tuned = stored.success ? inUse(stored.data, 'tuned') : {};
      memory.set(key, tuned);
    }
    return { ...tuned, ...(await shipped).get(key) };
  };

  /** Nothing for a person's own digits: they may be others at the next visit. */
  const keptAt = (task: TaskSpec, key: string): Promise<unknown> =>
    hasOwnDigits(task) ? Promise.resolve(null) : storage.get('rates', key).catch(() => null);

  const note = async (task: TaskSpec, steps: number, found: TunedRates): Promise<void> => {
    const key = rateKey(task, steps);
    const tuned = { ...memory.get(key), ...inUse(found, 'tuned') };
    memory.set(key, tuned);
    if (hasOwnDigits(task)) return;
    // Not being able to keep them costs a tuning at the next visit, nothing else.
    await storage.put('rates', key, tunings(tuned)).catch(() => undefined);
  };

  return {
    known,
    async find(task, steps, names, raceSeed, { onRun, onProgress }) {
      const have = await known(task, steps);
      const missing = names.filter((name) => {
        const tuning = have[name]?.tuning;
        return !tuning || tuning.seed === raceSeed;
      });
      if (missing.length === 0) return have;
      await engine.ready();
      const { runId, done } = engine.startRun(
        'tune',
        { task, optimizers: missing, steps, ...baselineTuning(task, raceSeed) },
        (event) => {
          if (event.kind === 'tune-progress') onProgress?.(event.done, event.total);
        },
      );
      onRun?.(runId);
      const result = await done;
      if (result.outcome === 'stopped') {
        throw new LabError({ code: 'stopped', message: 'The tuning was stopped.' });
      }
      await note(task, steps, result.rates);
      return { ...have, ...memory.get(rateKey(task, steps)) };
    },
    note,
  };
}

function inUse(
  rates: Partial<Record<BaselineName, TunedRate | undefined>>,
  source: 'shipped' | 'tuned',
): Rates {
  const result: Rates = {};
  for (const name of BASELINE_NAMES) {
    const tuning = rates[name];
    if (tuning) result[name] = { learningRate: tuning.learningRate, source, tuning };
  }
  return result;
}

function tunings(rates: Rates): TunedRates {
  const result: TunedRates = {};
  for (const name of BASELINE_NAMES) {
    const tuning = rates[name]?.tuning;
    if (tuning) result[name] = tuning;
  }
  return result;
}

/** The steps that a training's validation takes, and so those that its baselines are tuned for. */
const stepsOf = ({ validation, horizon }: TrainConfig): number => validation.steps ?? horizon;

/** What is known about the baselines of a training without computing. */
export async function knownRates(
  baselines: Pick<BaselineRates, 'known'>,
  config: TrainConfig,
): Promise<Partial<Record<BaselineName, number>>> {
  return learningRatesOf(await baselines.known(config.task, stepsOf(config)));
}

/** The rates as numbers, without how they were found. */
export function learningRatesOf(rates: Rates): Partial<Record<BaselineName, number>> {
  const found: Partial<Record<BaselineName, number>> = {};
  for (const name of BASELINE_NAMES) {
    const rate = rates[name]?.learningRate;
    if (rate !== undefined) found[name] = rate;
  }
  return found;
}

/** Keeps what a training has found out about its baselines. */
export const noteRates = (
  baselines: Pick<BaselineRates, 'note'>,
  config: TrainConfig,
  tuned: TunedRates,
): Promise<void> => baselines.note(config.task, stepsOf(config), tuned);
