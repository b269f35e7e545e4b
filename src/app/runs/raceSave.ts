/** What a save of a race writes (libraryFile/raceRun.ts says what it consists of). */
import { numbersHash } from '../../libraryFile';
import { summaryOf } from '../../libraryFile/raceRun';
import { phiFromLearnedOptimizer } from '../../specs/lstmShapes';
import type { OptimizerSpec } from '../../specs/optimizer';
import { SUMMARY_COLUMNS } from '../../specs/race';
import type { RaceEntrantRecord, RaceSummaryConfig } from '../../specs/runConfig';
import type { RaceLine, RaceRecord } from '../race/raceTypes';
import type { RunPatch, RunSave } from './types';

const COLUMNS = SUMMARY_COLUMNS.length;

/** What decided the race, without the weights. */
export function raceConfigOf({ config, lines }: RaceRecord): RaceSummaryConfig {
  const { task, steps, problems, seed } = config;
  return {
    task,
    steps,
    problems,
    seed,
    entrants: config.optimizers.map((spec, i) => entrantOf(spec, lines[i])),
  };
}

function entrantOf(spec: OptimizerSpec, line: RaceLine | undefined): RaceEntrantRecord {
  const { id, label } = spec;
  if (spec.kind === 'learned') {
    const weightsHash = numbersHash(phiFromLearnedOptimizer(spec.optimizer));
    return { kind: 'learned', id, label, weightsHash };
  }
  const rate = line?.rate ?? null;
  return {
    kind: 'baseline',
    id: spec.name,
    label,
    learningRate: rate?.learningRate ?? null,
    source: rate?.source ?? null,
  };
}

export function racePatch(record: RaceRecord): RunPatch {
  const { computed, config, lines } = record;
  const labels = lines.map(({ label }) => label);
  const name = ({ label, id }: RaceLine): string =>
    labels.filter((other) => other === label).length > 1 ? `${label} (${id})` : label;
  const result = lines.flatMap((line) => {
    const loss = line.summary.mean[Math.max(0, computed)];
    return computed < 0 || loss === undefined ? [] : [[`loss, ${name(line)}`, loss] as const];
  });
  return {
    progress: { done: Math.max(0, computed), total: config.steps, unit: 'steps' },
    result: Object.fromEntries(result),
  };
}

/** What a save of a race writes: the steps computed since the last one. */
export function raceSave(record: RaceRecord): RunSave {
  const { computed, lines } = record;
  return {
    patch: racePatch(record),
    series: Object.fromEntries(
      lines.map((line, i) => [
        summaryOf(i),
        {
          columns: COLUMNS,
          rows: computed + 1,
          row: (step: number) => SUMMARY_COLUMNS.map((column) => line.summary[column][step] ?? 0),
        },
      ]),
    ),
  };
}
