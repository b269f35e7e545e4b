/** Options that several commands share, and how their values are read. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { BACKEND_CHOICES, type BackendChoice } from '../specs/backend';
import type { TextForm } from '../specs/objectiveTexts';
import type { RateSchedule } from '../specs/training';

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** Strict where `Number` is not: no empty text, no hexadecimal, no infinity. */
export function toNumber(text: string): number | undefined {
  const value = DECIMAL.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? value : undefined;
}

export function number(text: string): number {
  const value = toNumber(text);
  if (value === undefined) throw new InvalidArgumentError('Expected a number.');
  return value;
}

export function positive(text: string): number {
  const value = toNumber(text);
  if (value === undefined || value <= 0)
    throw new InvalidArgumentError('Expected a number above 0.');
  return value;
}

/** A parser of whole numbers within limits. */
export function whole(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = toNumber(text);
    if (value === undefined || !Number.isInteger(value) || value < min || value > max) {
      const range = max < Number.MAX_SAFE_INTEGER ? `from ${min} to ${max}` : `of at least ${min}`;
      throw new InvalidArgumentError(`Expected a whole number ${range}.`);
    }
    return value;
  };
}

/** `0,50,100`, ascending and each once. */
export function steps(text: string): number[] {
  const all = text.split(',').map(whole(0, 100_000));
  return [...new Set(all)].sort((a, b) => a - b);
}

export const seed = whole(0, 0xffff_ffff);

/** Gathers a repeatable option. */
export function collect(value: string, before: readonly string[]): string[] {
  return [...before, value];
}

/** `0.01,600:0.003,1200:0.001`: the rate from the start, and what it falls to at later horizons. */
export function metaLearningRate(text: string): RateSchedule {
  return text.split(',').map((part, i) => {
    const [from, rate] = part.includes(':') ? part.split(':', 2) : ['0', part];
    const entry = { horizon: toNumber(from ?? ''), rate: toNumber(rate ?? '') };
    if (entry.horizon === undefined || entry.rate === undefined || (i > 0 && entry.horizon === 0)) {
      throw new InvalidArgumentError('Expected RATE[,HORIZON:RATE…], as in 0.01,600:0.003.');
    }
    return { horizon: entry.horizon, rate: entry.rate };
  });
}

/** A parser of a setting that is more than one value, as `specs/objectiveTexts.ts` has it. */
export function inForm({ read, form }: TextForm<never>): (text: string) => unknown {
  return (text) => {
    const value = read(text);
    if (value === null) throw new InvalidArgumentError(`Expected ${form}.`);
    return value;
  };
}

/** What computes, and on how many threads. */
export interface EngineOptions {
  backend: BackendChoice;
  threads?: number;
}

export const MOST_THREADS = 64;

/** Adds the options of `EngineOptions`. */
export function addEngineOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--backend <name>', 'what computes (auto: WebAssembly)')
        .choices(BACKEND_CHOICES)
        .default('auto' satisfies BackendChoice),
    )
    .option(
      '--threads <n>',
      'threads of the kernels on the CPU (default: one for each core, up to 8); same results with any number',
      whole(1, MOST_THREADS),
    );
}

export function setOption(): Option {
  return new Option('--set <key=value>', "a setting of the task's own; may be repeated")
    .argParser(collect)
    .default([], 'none');
}
