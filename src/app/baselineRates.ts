/**
 * Learning rates of the baselines for a task and a number of steps.
 *
 * In this order: shipped with the Lab (`pretrained/baselines.json`), tuned on an earlier occasion, tuned now by the
 * worker. Always on problems of a seed that is not the race's. What several screens need at the same time is tuned once.
 */
import { baselineTuning, LEARNING_RATES, ratesFileSchema } from '../specs/baselineTuning';
import { LabError } from '../specs/errors';
import { PAPER_BASELINES, RATED_BASELINES, type RatedBaseline } from '../specs/optimizer';
import { rateKey, type TunedRate, type TunedRates, tunedRatesSchema } from '../specs/race';
import { hasOwnDigits, type TaskSpec } from '../specs/task';
import type { TrainConfig } from '../specs/training';
import type { TuneConfig } from '../worker/protocol';
import type { Engine } from './engine';
import { type ReadPublic, readPublicJson } from './publicFiles';
import type { RateInUse } from './race/raceTypes';
import type { LabStorage } from './storage/storage';

export type Rates = Partial<Record<RatedBaseline, RateInUse>>;

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
    names: readonly RatedBaseline[],
    raceSeed: number,
    handlers: TuningHandlers,
  ): Promise<Rates>;
  /** Keeps what was found out elsewhere. */
  note(task: TaskSpec, steps: number, tuned: TunedRates): Promise<void>;
  /** Resolves when nobody tunes for this task and these steps, any more or at all; with what is known then. */
  settled(task: TaskSpec, steps: number): Promise<Rates>;
  /** Says that somebody else tunes for them: `find` waits until the function that is returned has been called. */
  elsewhere(task: TaskSpec, steps: number): () => void;
  /**
   * The search for one rate once more, by the settings of an earlier one. It changes nothing here.
   *
   * @throws LabError `stopped`
   */
  again(
    task: TaskSpec,
    name: RatedBaseline,
    like: TunedRate,
    handlers: TuningHandlers,
  ): Promise<TunedRate>;
}

/** A tuning on its way. */
interface Flight {
  over: Promise<void>;
  /** Told how far it is. */
  listeners: ((done: number, total: number) => void)[];
  /** In the worker, once it is there. */
  runId: number | null;
}

export function createBaselineRates(deps: {
  engine: Pick<Engine, 'ready' | 'startRun' | 'request'>;
  storage: LabStorage;
  read: ReadPublic;
  now?: () => Date;
}): BaselineRates {
  const { engine, storage, read, now = () => new Date() } = deps;
  const flights = new Map<string, Flight>();
  const memory = new Map<string, Rates>();
  let shipped: Promise<Map<string, Rates>> | null = null;

  const readShipped = async (): Promise<Map<string, Rates>> => {
    // Without the file everything is tuned here: slower, and no less true.
    const json = await readPublicJson(read, './pretrained/baselines.json').catch(() => null);
    const parsed = ratesFileSchema.safeParse(json);
    const entries = parsed.success ? parsed.data.entries : [];
    return new Map(
      entries.map((e) => [rateKey(e.task, e.steps), inUse(dated(e.rates, e.date), 'shipped')]),
    );
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
    const tuned = { ...memory.get(key), ...inUse(dated(found, now().toISOString()), 'tuned') };
    memory.set(key, tuned);
    if (hasOwnDigits(task)) return;
    // Not being able to keep them costs a tuning at the next visit, nothing else.
    await storage.put('rates', key, tunings(tuned)).catch(() => undefined);
  };

  /** Begins a flight that whoever needs the same rates joins. */
  const begin = (key: string): { flight: Flight; land: () => void } => {
    let land = (): void => undefined;
    const over = new Promise<void>((resolve) => {
      land = resolve;
    });
    const flight: Flight = { over, listeners: [], runId: null };
    flights.set(key, flight);
    const landed = () => {
      if (flights.get(key) === flight) flights.delete(key);
      land();
    };
    return { flight, land: landed };
  };

  /** Waits for a tuning that somebody else began, whatever becomes of it. */
  const join = (flight: Flight, { onProgress }: TuningHandlers): Promise<void> => {
    if (onProgress) flight.listeners.push(onProgress);
    // It may rest because its own screen was paused; whoever joins it waits for its end.
    if (flight.runId !== null) {
      engine.request('resume', { runId: flight.runId }).catch(() => undefined);
    }
    return flight.over;
  };

  /** @throws LabError `stopped` */
  const tune = async (
    config: TuneConfig,
    { onRun, onProgress }: TuningHandlers,
    flight?: Flight,
  ): Promise<TunedRates> => {
    await engine.ready();
    const { runId, done } = engine.startRun('tune', config, (event) => {
      if (event.kind !== 'tune-progress') return;
      onProgress?.(event.done, event.total);
      for (const tell of flight?.listeners ?? []) tell(event.done, event.total);
    });
    if (flight) flight.runId = runId;
    onRun?.(runId);
    const result = await done;
    if (result.outcome === 'stopped') {
      throw new LabError({ code: 'stopped', message: 'The tuning was stopped.' });
    }
    return result.rates;
  };

  return {
    known,
    async find(task, steps, names, raceSeed, handlers) {
      const key = rateKey(task, steps);
      for (;;) {
        const have = await known(task, steps);
        const missing = names.filter((name) => {
          const tuning = have[name]?.tuning;
          return !tuning || tuning.seed === raceSeed;
        });
        if (missing.length === 0) return have;
        const other = flights.get(key);
        if (other) {
          await join(other, handlers);
          continue;
        }
        const { flight, land } = begin(key);
        try {
          const config = { task, optimizers: missing, steps, ...baselineTuning(task, raceSeed) };
          await note(task, steps, await tune(config, handlers, flight));
        } finally {
          land();
        }
        return { ...have, ...memory.get(key) };
      }
    },
    note,
    async settled(task, steps) {
      const key = rateKey(task, steps);
      for (let other = flights.get(key); other; other = flights.get(key)) await other.over;
      return known(task, steps);
    },
    elsewhere: (task, steps) => begin(rateKey(task, steps)).land,
    async again(task, name, like, handlers) {
      const { steps, problems, seed, examples, grid } = like;
      const fine = grid.length > LEARNING_RATES;
      const config = { task, optimizers: [name], steps, problems, seed, fine };
      const judged = examples === undefined ? {} : { examples };
      const { [name]: found } = await tune({ ...config, ...judged }, handlers);
      if (found) return { ...found, date: now().toISOString() };
      throw new LabError({ code: 'internal', message: `The tuning of ${name} has no result.` });
    },
  };
}

const dated = (rates: TunedRates, date: string): TunedRates =>
  Object.fromEntries(Object.entries(rates).map(([name, rate]) => [name, { date, ...rate }]));

function inUse(
  rates: Partial<Record<RatedBaseline, TunedRate | undefined>>,
  source: 'shipped' | 'tuned',
): Rates {
  const result: Rates = {};
  for (const name of RATED_BASELINES) {
    const tuning = rates[name];
    if (tuning) result[name] = { learningRate: tuning.learningRate, source, tuning };
  }
  return result;
}

function tunings(rates: Rates): TunedRates {
  const result: TunedRates = {};
  for (const name of RATED_BASELINES) {
    const tuning = rates[name]?.tuning;
    if (tuning) result[name] = tuning;
  }
  return result;
}

/** The steps that a training's validation takes, and so those that its baselines are tuned for. */
export const stepsOf = ({ validation, horizon }: TrainConfig): number =>
  validation.steps ?? horizon;

/** What is known about the baselines of a training without computing. */
export async function knownRates(
  baselines: Pick<BaselineRates, 'known'>,
  config: TrainConfig,
): Promise<Partial<Record<RatedBaseline, number>>> {
  return learningRatesOf(await baselines.known(config.task, stepsOf(config)));
}

/**
 * As `knownRates`, for a training that is about to begin: waits for a tuning of the same rates that is on its way. What
 * is missing then the training tunes itself, and nobody else meanwhile.
 *
 * @returns also what is to be called when it has, or rests, or has ended
 */
export async function ratesForTraining(
  baselines: Pick<BaselineRates, 'settled' | 'elsewhere'>,
  config: TrainConfig,
): Promise<{ rates: Partial<Record<RatedBaseline, number>>; release: () => void }> {
  const rates = learningRatesOf(await baselines.settled(config.task, stepsOf(config)));
  const missing = PAPER_BASELINES.some((name) => rates[name] === undefined);
  const release = missing ? baselines.elsewhere(config.task, stepsOf(config)) : () => undefined;
  return { rates, release };
}

/** The rates as numbers, without how they were found. */
export function learningRatesOf(rates: Rates): Partial<Record<RatedBaseline, number>> {
  const found: Partial<Record<RatedBaseline, number>> = {};
  for (const name of RATED_BASELINES) {
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
