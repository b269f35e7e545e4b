/**
 * The folder of a search: `search.json`, all that is known of it and enough to go on with it; `trials/` with a
 * checkpoint of each trial; `leaderboard.json` and `best.safetensors`, what came out.
 */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { version } from '../../package.json';
import { readCheckpointFile, trainedOptimizer, writeOptimizerFile } from '../optimizerFile';
import { bestTrial } from '../settingSearch/ranking';
import { readSearchState } from '../settingSearch/readSearch';
import { type Leaderboard, leaderboard, searchRecord } from '../settingSearch/record';
import { LabError } from '../specs/errors';
import type { LearnedOptimizer } from '../specs/optimizer';
import type { SearchState } from '../specs/search';
import type { Checkpoint, TrainConfig } from '../specs/training';
import { isFile, readBytes, reason, userPath, writeWhole } from './files';

export class SearchFolder {
  readonly #folder: string;

  /** @throws LabError `storage` where the folder cannot be made */
  constructor(folder: string) {
    this.#folder = folder;
    makeFolder(path.join(folder, 'trials'));
  }

  static stateFile(folder: string): string {
    return path.join(folder, 'search.json');
  }

  get bestFile(): string {
    return path.join(this.#folder, 'best.safetensors');
  }

  checkpointFile(trial: number): string {
    return path.join(this.#folder, 'trials', `${trialName(trial)}.checkpoint.safetensors`);
  }

  save(search: SearchState): void {
    writeWhole(SearchFolder.stateFile(this.#folder), `${JSON.stringify(search)}\n`);
  }

  /** The trial's checkpoint; undefined where it has none yet. */
  checkpoint(trial: number, config: TrainConfig): Checkpoint | undefined {
    return checkpointOf(this.checkpointFile(trial), config);
  }

  /** Writes what came out so far. */
  report(
    search: SearchState,
    checkpoint: Checkpoint | undefined,
    backend: string | undefined,
  ): Leaderboard {
    const board = leaderboard(search);
    writeWhole(path.join(this.#folder, 'leaderboard.json'), `${JSON.stringify(board, null, 2)}\n`);
    if (checkpoint !== undefined && board.best !== null) {
      writeWhole(this.bestFile, writeOptimizerFile(foundBy(search, checkpoint, backend)));
    }
    return board;
  }
}

/** 7: "007". */
export const trialName = (number: number): string => String(number).padStart(3, '0');

/** @throws LabError `storage` where it cannot be made */
export function makeFolder(folder: string): void {
  try {
    mkdirSync(userPath(folder), { recursive: true });
  } catch (thrown) {
    throw new LabError({
      code: 'storage',
      message: `the folder ${folder} cannot be made: ${reason(thrown)}`,
      remedy: 'Name a folder that may be written to.',
    });
  }
}

/** @throws LabError `bad-file` where it is no search that this version can go on with */
export function readSearchFile(file: string): SearchState {
  return readSearchState(readJson(file), file);
}

/** @throws LabError `bad-file` */
export function readJson(file: string): unknown {
  const text = new TextDecoder().decode(readBytes(file));
  try {
    return JSON.parse(text);
  } catch {
    throw new LabError({
      code: 'bad-file',
      message: `${file} is not JSON`,
      remedy: 'Check that it is the file that was meant, and whole.',
    });
  }
}

/**
 * The checkpoint in a file; undefined where there is none.
 *
 * @throws LabError `bad-file` where it is that of another training
 */
export function checkpointOf(file: string, config: TrainConfig): Checkpoint | undefined {
  if (!isFile(file)) return undefined;
  const found = readCheckpointFile(readBytes(file), path.basename(file));
  if (sameJson(found.config, withFixedSteps(config))) return found;
  throw new LabError({
    code: 'bad-file',
    message: `${file} is the checkpoint of a training with other settings`,
    remedy: 'Choose another folder, or remove what lies there.',
  });
}

/** A run fixes the steps of its validation when it begins. */
function withFixedSteps(config: TrainConfig): TrainConfig {
  const steps = config.validation.steps ?? config.horizon;
  return { ...config, validation: { ...config.validation, steps } };
}

/** Whether two values are the same JSON, whatever the order of their keys. */
export function sameJson(a: unknown, b: unknown): boolean {
  const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
  return isDeepStrictEqual(plain(a), plain(b));
}

/** The best trial's optimizer; its record says that a search has found its settings. */
function foundBy(
  search: SearchState,
  checkpoint: Checkpoint,
  backend: string | undefined,
): LearnedOptimizer {
  const date = new Date().toISOString();
  const optimizer = trainedOptimizer(checkpoint, {
    date,
    appVersion: version,
    ...(backend === undefined ? {} : { backend }),
  });
  const record = searchRecord(search, bestTrial(search)?.number ?? 0);
  return { ...optimizer, training: { ...optimizer.training, search: record } };
}
