/** What the command `figures` does for one figure. */
import { createHash } from 'node:crypto';
import path from 'node:path';
import type { DissectionFindings } from '../specs/dissectionResult';
import type { FigureFindings } from '../specs/figureResult';
import {
  FIGURE_IDS,
  type FigureId,
  type FigureSetting,
  type FigureSizeName,
  type SettingRates,
} from '../specs/figures';
import type { DigitSource } from '../specs/task';
import { UsageError } from './failure';
import type { FigureFiles } from './figureFiles';
import { isFile, readBytes } from './files';
import { parseLearned } from './optimizerArgument';
import { type Shipped, shippedOptimizers } from './pretrained';
import type { Terminal } from './terminal';

export interface FigureContext {
  /** Whose digits have been loaded. */
  source: DigitSource;
  size: FigureSizeName;
  seed: number;
  /** As people write them; those that ship where nobody has. */
  optimizer?: string[];
  files: FigureFiles;
  terminal: Terminal;
}

export interface FigureJob<F extends FigureFindings | DissectionFindings> {
  /** It is there as it would be computed. */
  current: boolean;
  /** What has been found, and what of it is told. */
  compute(): Promise<[findings: F, cameOut: string]>;
}

/**
 * The learned optimizers of a figure, never none.
 *
 * @throws UsageError where there are none
 */
export function optimizersOf(
  figure: FigureId,
  { optimizer }: Pick<FigureContext, 'optimizer'>,
): [Shipped, ...Shipped[]] {
  const [first, ...others] = optimizer?.map(namedOptimizer) ?? shippedOptimizers(figure);
  if (first !== undefined) return [first, ...others];
  throw new UsageError(
    `figure ${figure}: no optimizer for it is in public/pretrained; give --optimizer FILE`,
  );
}

function namedOptimizer(argument: string): Shipped {
  const optimizer = parseLearned(argument);
  const shipped = FIGURE_IDS.flatMap(shippedOptimizers).find(({ id }) => id === argument);
  if (shipped !== undefined) return shipped;
  const bytes = readBytes(isFile(argument) ? argument : argument.replace(/:[^:]*$/, ''));
  const id = path.basename(argument).replace(/\.safetensors.*$/, '');
  return { id, label: id, optimizer, bytes };
}

export const sha256 = (bytes: Uint8Array): string =>
  createHash('sha256').update(bytes).digest('hex');

/** Rates of a setting that are known, found on as many problems. */
export function ratesFor(
  { task }: FigureSetting,
  steps: number,
  problems: number,
  files: FigureFiles,
): SettingRates {
  const known = Object.entries(files.rates(task, steps));
  return Object.fromEntries(known.filter(([, rate]) => rate.problems === problems));
}
