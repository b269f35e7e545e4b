/** The recorded race: arrays of their full length from the start, filled in place as steps arrive. */
import { horizonScheduleSchema, isCurriculum } from '../../specs/objectives';
import type { OptimizerSpec, TrainingRecord } from '../../specs/optimizer';
import { type RaceConfig, SUMMARY_COLUMNS, type SummaryColumn } from '../../specs/race';
import type { RaceDiverged, RaceSteps } from '../../worker/protocol';
import type { RaceLine, RaceRecord, RateInUse } from './raceTypes';

/** An array for `length` numbers that are not there yet. */
const unknown = (length: number): Float32Array => new Float32Array(length).fill(Number.NaN);

/** The longest horizon that an optimizer was trained for, by its record. */
function trainedHorizon({ horizon, horizonSchedule, epochs = 0 }: TrainingRecord): number | null {
  const schedule = horizonScheduleSchema.safeParse(horizonSchedule);
  if (!schedule.success) return horizon ?? null;
  if (!isCurriculum(schedule.data)) return schedule.data.longest;
  const reached = schedule.data.filter((entry) => entry.horizon < epochs);
  return Math.max(horizon ?? 0, ...reached.map(({ steps }) => steps));
}

function emptyLine(
  optimizer: OptimizerSpec,
  config: RaceConfig,
  rate: RateInUse | null,
  withPaths: boolean,
): RaceLine {
  const rows = config.steps + 1;
  return {
    id: optimizer.id,
    label: optimizer.label,
    kind: optimizer.kind === 'learned' ? 'learned' : 'baseline',
    rate,
    trainedHorizon:
      optimizer.kind === 'learned' ? trainedHorizon(optimizer.optimizer.training) : null,
    losses: unknown(rows * config.problems),
    summary: Object.fromEntries(SUMMARY_COLUMNS.map((column) => [column, unknown(rows)])) as Record<
      SummaryColumn,
      Float32Array
    >,
    paths: withPaths ? unknown(rows * config.problems * 2) : null,
    views: [],
    scores: [],
    divergence: null,
    ...(optimizer.kind === 'line-search' ? { evaluations: unknown(rows) } : {}),
  };
}

/** A race of which nothing has been computed. `rates` by the optimizers' ids. */
export function emptyRecord(
  runId: number,
  config: RaceConfig,
  rates: Partial<Record<string, RateInUse>>,
): RaceRecord {
  const twoDimensional =
    config.task.name === 'surface' ||
    (config.task.name === 'quadratic' && config.task.dimension === 2);
  return {
    runId,
    config,
    computed: -1,
    lines: config.optimizers.map((o) => emptyLine(o, config, rates[o.id] ?? null, twoDimensional)),
    examples: null,
    byDefinition: null,
  };
}

/** Writes a batch of steps into the record's arrays; the same arrays in a new record. Cost: the batch, not the race. */
export function withSteps(record: RaceRecord, event: RaceSteps): RaceRecord {
  const { problems, steps } = record.config;
  const count = Math.min(event.count, steps + 1 - event.from);
  if (count <= 0 || event.problems !== problems) return record;
  record.lines.forEach((line, index) => {
    const losses = event.losses[index];
    const summaries = event.summaries[index];
    const paths = event.paths?.[index];
    if (losses) line.losses.set(losses.subarray(0, count * problems), event.from * problems);
    const evaluations = event.evaluations?.[index];
    if (evaluations) line.evaluations?.set(evaluations.subarray(0, count), event.from);
    if (paths) {
      line.paths?.set(paths.subarray(0, count * problems * 2), event.from * problems * 2);
    }
    SUMMARY_COLUMNS.forEach((column, c) => {
      const target = line.summary[column];
      for (let i = 0; i < count; i++) {
        target[event.from + i] = summaries?.[i * SUMMARY_COLUMNS.length + c] ?? Number.NaN;
      }
    });
  });
  for (const { optimizer, ...view } of event.views ?? []) record.lines[optimizer]?.views.push(view);
  for (const { optimizer, ...score } of event.scores ?? []) {
    record.lines[optimizer]?.scores.push(score);
  }
  return { ...record, computed: Math.max(record.computed, event.from + count - 1) };
}

/** Notes that an optimizer diverged. */
export function withDivergence(record: RaceRecord, event: RaceDiverged): RaceRecord {
  return {
    ...record,
    lines: record.lines.map((line, index) =>
      index === event.optimizer ? { ...line, divergence: event.divergence } : line,
    ),
  };
}
