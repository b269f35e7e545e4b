/** The folder with the figures that ship: one file a figure, the rates of the optimizers designed by hand, an index. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { z } from 'zod';
import { type RatesFile, ratesFileSchema } from '../specs/baselineTuning';
import { DISSECTION_SCHEMAS, type DissectionResult } from '../specs/dissectionResult';
import { LabError } from '../specs/errors';
import { type FigureIndex, type FigureResult, figureResultSchema } from '../specs/figureResult';
import {
  type DissectionId,
  FIGURE_IDS,
  type FigureId,
  type FigureSetting,
  isDissection,
  type RacedFigureId,
  type SettingRates,
} from '../specs/figures';
import type { RatedBaseline } from '../specs/optimizer';
import { rateKey } from '../specs/race';
import { hasOwnDigits, type TaskSpec } from '../specs/task';
import { readBytes, userPath, writeWhole } from './files';

const RATES_FILE = 'rates.json';

export class FigureFiles {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Null where it has not been computed. */
  raced(figure: RacedFigureId): FigureResult | null {
    return this.#read(fileOf(figure), figureResultSchema);
  }

  /** The same of a figure in which an optimizer is dissected. */
  dissected(figure: DissectionId): DissectionResult | null {
    return this.#read<DissectionResult>(fileOf(figure), DISSECTION_SCHEMAS[figure]);
  }

  /** Writes a figure, and the index with it. */
  write(result: FigureResult | DissectionResult): void {
    this.#write(fileOf(result.figure), result);
    this.#writeIndex();
  }

  /** Rates that are known for a task and a number of steps; none for a person's own digits. */
  rates(task: TaskSpec, steps: number): SettingRates {
    if (hasOwnDigits(task)) return {};
    const wanted = rateKey(task, steps);
    return this.#rates().entries.find((e) => rateKey(e.task, e.steps) === wanted)?.rates ?? {};
  }

  addRates({ task }: FigureSetting, steps: number, more: SettingRates, date: string): void {
    if (hasOwnDigits(task)) return;
    const wanted = rateKey(task, steps);
    const rates = { ...this.rates(task, steps), ...shortened(more) };
    const others = this.#rates().entries.filter((e) => rateKey(e.task, e.steps) !== wanted);
    this.#write(RATES_FILE, { version: 1, entries: [...others, { task, steps, rates, date }] });
    this.#writeIndex();
  }

  #rates(): RatesFile {
    return this.#read(RATES_FILE, ratesFileSchema) ?? { version: 1, entries: [] };
  }

  #writeIndex(): void {
    const figures = FIGURE_IDS.flatMap((figure) => this.#entryOf(figure) ?? []);
    const index: FigureIndex = { version: 1, figures };
    if (existsSync(this.#path(RATES_FILE))) index.rates = RATES_FILE;
    this.#write('index.json', index);
  }

  #entryOf(figure: FigureId): FigureIndex['figures'][number] | null {
    const file = fileOf(figure);
    if (isDissection(figure)) {
      const result = this.dissected(figure);
      return result && { figure, file, date: result.date, data: result.data, verdicts: [] };
    }
    const result = this.raced(figure);
    if (result === null) return null;
    const { date, data, optimizers } = result;
    const label = (id: string) => optimizers.find((o) => o.id === id)?.label ?? id;
    const verdicts = result.verdicts.map(({ optimizer, kind }) => ({
      label: label(optimizer),
      kind,
    }));
    return { figure, file, date, data, verdicts };
  }

  #read<T>(name: string, schema: z.ZodType<T>): T | null {
    if (!existsSync(this.#path(name))) return null;
    const text = new TextDecoder().decode(readBytes(this.#path(name)));
    const parsed = schema.safeParse(asJson(text));
    if (parsed.success) return parsed.data;
    throw new LabError({
      code: 'bad-file',
      message: `${this.#path(name)} is not as this version of the Lab writes it: ${parsed.error.issues[0]?.message}`,
      remedy: 'Remove it; it is computed again.',
    });
  }

  #write(name: string, value: object): void {
    writeWhole(this.#path(name), `${JSON.stringify(value)}\n`);
  }

  #path(name: string): string {
    return path.join(userPath(this.#folder), name);
  }
}

const fileOf = (figure: FigureId) => `figure-${figure}.json`;

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Losses with four significant digits. */
function shortened(rates: SettingRates): SettingRates {
  const short = (loss: number) => Number(loss.toPrecision(4));
  const entries = Object.entries(rates).map(([name, rate]) => [
    name as RatedBaseline,
    {
      ...rate,
      loss: short(rate.loss),
      grid: rate.grid.map(({ learningRate, loss }) => ({
        learningRate,
        loss: loss === null ? null : short(loss),
      })),
    },
  ]);
  return Object.fromEntries(entries);
}
