/** What is traced and swept, as people write it. */
import { InvalidArgumentError } from 'commander';
import { RandomStream } from '../runtime/random';
import { isPaperBaseline, PAPER_BASELINES, type PaperBaseline } from '../specs/optimizer';
import { spreadSteps } from '../specs/sweep';
import { UsageError } from './failure';
import { toNumber, whole } from './options';

export type CoordinateChoice =
  | { kind: 'all' }
  | { kind: 'random'; count: number }
  | { kind: 'list'; coordinates: number[] };

const MOST_NAMED = 100_000;

/** `0,5,17`, `random:8` or `all`. */
export function coordinateChoice(text: string): CoordinateChoice {
  if (text === 'all') return { kind: 'all' };
  const count = /^random:(.*)$/.exec(text)?.[1];
  if (count !== undefined) return { kind: 'random', count: whole(1, MOST_NAMED)(count) };
  const coordinates = text.split(',').map((part) => toNumber(part.trim()));
  if (coordinates.every((one) => one !== undefined && Number.isInteger(one) && one >= 0)) {
    return { kind: 'list', coordinates: [...new Set(coordinates as number[])] };
  }
  throw new InvalidArgumentError('Expected coordinates as in 0,5,17, or random:8, or all.');
}

/**
 * The coordinates that are meant.
 *
 * @param there those of the problem that a trace keeps, ascending
 * @param seed draws the random ones
 * @throws UsageError where there are not so many; which of a list are there, the trace says
 */
export function chosenCoordinates(
  choice: CoordinateChoice,
  there: Int32Array,
  seed: number,
): number[] {
  if (choice.kind === 'list') return choice.coordinates;
  if (choice.kind === 'all') return [...there];
  const { count } = choice;
  if (count > there.length) {
    throw new UsageError(
      `--coordinates random:${count}: a trace of this problem has ${there.length} coordinates`,
    );
  }
  const rng = RandomStream.of(seed, 'trace', 'coordinates');
  const left = [...there];
  // The first places of a shuffle.
  for (let i = 0; i < count; i++) {
    const j = i + rng.int(left.length - i);
    [left[i], left[j]] = [left[j] as number, left[i] as number];
  }
  return left.slice(0, count).sort((a, b) => a - b);
}

/** At which steps the gradient is swept: those named, or so many spread evenly. */
export type SweepChoice = { kind: 'steps'; steps: number[] } | { kind: 'even'; count: number };

/** `0,10,50`, `even:32` or `none`. */
export function sweepChoice(text: string): SweepChoice {
  if (text === 'none') return { kind: 'steps', steps: [] };
  const count = /^even:(.*)$/.exec(text)?.[1];
  if (count !== undefined) return { kind: 'even', count: whole(1, 1000)(count) };
  const steps = text.split(',').map((part) => toNumber(part.trim()));
  if (steps.every((step) => step !== undefined && Number.isInteger(step) && step >= 0)) {
    return { kind: 'steps', steps: [...new Set(steps as number[])].sort((a, b) => a - b) };
  }
  throw new InvalidArgumentError('Expected steps as in 0,10,50, or even:32, or none.');
}

/** @throws UsageError where a step is not one of the trace's */
export function sweptSteps(choice: SweepChoice, steps: number): number[] {
  if (choice.kind === 'even') return spreadSteps(steps, choice.count);
  const beyond = choice.steps.find((step) => step >= steps);
  if (beyond !== undefined) {
    throw new UsageError(`--sweep ${beyond}: the updates are those of steps 0 to ${steps - 1}`);
  }
  return choice.steps;
}

/** An odd number, so that 0 is one of the gradients of a sweep. */
export function sweepPoints(text: string): number {
  const points = whole(3, 10_001)(text);
  if (points % 2 === 0) throw new InvalidArgumentError('Expected an odd number.');
  return points;
}

/** `sgd,adam`, or `none`. */
export function baselineNames(text: string): PaperBaseline[] {
  if (text === 'none') return [];
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !isPaperBaseline(name));
  if (unknown !== undefined) {
    throw new InvalidArgumentError(`Expected some of ${PAPER_BASELINES.join(',')}, or none.`);
  }
  return PAPER_BASELINES.filter((name) => names.includes(name));
}

/**
 * `adam=0.03`, several times.
 *
 * @throws UsageError where a rate is not one, or of an optimizer that is not compared
 */
export function givenRates(
  rates: readonly string[],
  names: readonly PaperBaseline[],
): Partial<Record<PaperBaseline, number>> {
  const given: Partial<Record<PaperBaseline, number>> = {};
  for (const text of rates) {
    const [name = '', number = ''] = text.split('=', 2);
    const rate = toNumber(number);
    if (!isPaperBaseline(name) || rate === undefined || rate <= 0) {
      throw new UsageError(
        `--rate ${text}: expected one of ${PAPER_BASELINES.join(', ')} with its rate, as in adam=0.03`,
      );
    }
    if (!names.includes(name)) throw new UsageError(`--rate ${text}: --baselines leaves it out`);
    if (given[name] !== undefined) throw new UsageError(`--rate ${name} is given twice`);
    given[name] = rate;
  }
  return given;
}
