/** `trace`: what an optimizer does to each coordinate of one problem, as the page's Inspect shows it. */
import { type Command, Option } from 'commander';
import {
  coordinateTraces,
  fieldOf,
  recordTrace,
  summaryOf,
  type Trace,
} from '../../evaluation/trace';
import { keptCoordinates } from '../../evaluation/trace/budget';
import { traceGroups } from '../../evaluation/trace/groups';
import { placeOf } from '../../evaluation/trace/trace';
import { sampleProblem } from '../../optimizees/registry';
import { inputFeatures } from '../../specs/lstmShapes';
import { type GradientSpec, PAPER_BASELINES, type PaperBaseline } from '../../specs/optimizer';
import { SWEEP_POINTS, SWEEP_STEPS, usualLimit } from '../../specs/sweep';
import {
  type CoordinateTrace,
  type FieldConfig,
  LSTM_SIGNALS,
  type TraceConfig,
} from '../../specs/trace';
import { findRates } from '../baselineRates';
import { namedFolder, withDigits } from '../digits';
import { engineWork, interruptible, openBackend } from '../engine';
import { requireWritable } from '../files';
import { parseTraced } from '../optimizerArgument';
import { addEngineOptions, type EngineOptions, positive, seed, setOption, whole } from '../options';
import { writeJson } from '../output';
import { parseTask, TASK_ARGUMENT } from '../task';
import type { Terminal } from '../terminal';
import { checkFileSize, coordinateRecord, summaryRecord } from '../traceFile';
import {
  baselineNames,
  type CoordinateChoice,
  chosenCoordinates,
  coordinateChoice,
  givenRates,
  type SweepChoice,
  sweepChoice,
  sweepPoints,
  sweptSteps,
} from '../traceOptions';

const MOST_STEPS = 10_000;

interface TraceOptions extends EngineOptions {
  optimizer: string;
  coordinates: CoordinateChoice;
  problem: number;
  seed: number;
  steps: number;
  baselines: PaperBaseline[];
  rate?: string[];
  sweep: SweepChoice;
  scale: FieldConfig['scale'];
  limit?: number;
  points: number;
  inside: boolean;
  set: string[];
  out?: string;
}

export function addTrace(program: Command, terminal: Terminal): void {
  const command = program
    .command('trace')
    .description(
      'follow one optimizer on one problem, coordinate by coordinate: gradients, updates, what others would have proposed, the inside of the LSTM, the proposed update against the gradient',
    )
    .argument('<task>', TASK_ARGUMENT)
    .requiredOption(
      '--optimizer <spec>',
      'a file, a pretrained name, or a baseline with a rate (adam:lr=0.1)',
    )
    .requiredOption(
      '--coordinates <list>',
      'which coordinates: 0,5,17, or random:8, or all',
      coordinateChoice,
    )
    .option('--problem <number>', 'which problem of the race, from 0', whole(0, 4095), 0)
    .option('--seed <number>', 'which race', seed, 1)
    .option('--steps <number>', 'how many updates', whole(1, MOST_STEPS), 100)
    .addOption(
      new Option('--baselines <names>', 'who is asked what they would have proposed, or none')
        .argParser(baselineNames)
        .default([...PAPER_BASELINES], PAPER_BASELINES.join(',')),
    )
    .option(
      '--rate <name=number...>',
      'their rates, as in adam=0.03 (default: those that ship, else tuned now)',
    )
    .addOption(
      new Option('--sweep <steps>', 'where the gradient is swept: at 0,10,50, or even:32, or none')
        .argParser(sweepChoice)
        .default({ kind: 'even', count: SWEEP_STEPS } satisfies SweepChoice, `even:${SWEEP_STEPS}`),
    )
    .addOption(
      new Option('--scale <name>', 'how the gradients of a sweep are spaced')
        .choices(['linear', 'symlog'] satisfies FieldConfig['scale'][])
        .default('linear' satisfies FieldConfig['scale']),
    )
    .option(
      '--limit <number>',
      "how far a sweep goes to both sides (default: by each coordinate's own gradients)",
      positive,
    )
    .option('--points <number>', 'gradients of a sweep, an odd number', sweepPoints, SWEEP_POINTS)
    .option('--no-inside', 'leave out the inside of the LSTM')
    .addOption(setOption())
    .option('--out <file>', 'write the JSON there instead of to standard output');
  addEngineOptions(command).action(async (taskName: string, options: TraceOptions) => {
    const { seed, problem, steps, baselines, set, out } = options;
    const task = await withDigits(parseTask(taskName, set), namedFolder(set));
    if (out !== undefined) requireWritable(out);
    const optimizer = parseTraced(options.optimizer);
    const given = givenRates(options.rate ?? [], baselines);
    const backend = await openBackend(options, terminal);
    const unrated: TraceConfig = { task, seed, problem, steps, optimizer, rates: {} };
    const coordinates = coordinatesFor(unrated, options);
    const rates = await findRates({ task, steps, seed, names: baselines, given }, terminal);
    const config = { ...unrated, rates };
    const found = await engineWork(() => traced(config, coordinates, options, terminal), terminal);
    const { name, ...settings } = task;
    const about = { task: name, settings, seed, problem, steps, backend: backend.name };
    await writeJson({ ...about, optimizer: optimizer.label, rates, ...found }, out, terminal);
  });
}

/**
 * The coordinates that are asked for, before anything is computed.
 *
 * @throws UsageError where there are not so many, or a file would be too large; LabError `bad-input` where one of them is not there
 */
function coordinatesFor(config: TraceConfig, options: TraceOptions): number[] {
  const { task, problem, seed, steps, optimizer } = config;
  const { optimizee, theta0 } = sampleProblem(task, problem, seed, 'race');
  const { coordinates } = optimizee;
  const kept = keptCoordinates(traceGroups(task, optimizee), steps);
  theta0.dispose();
  optimizee.dispose();
  const chosen = chosenCoordinates(options.coordinates, kept, seed);
  for (const coordinate of chosen) placeOf({ coordinates, kept }, coordinate);
  checkFileSize({
    coordinates: chosen.length,
    steps,
    baselines: options.baselines.length,
    inside: options.inside ? numbersInside(optimizer) : 0,
    swept: sweptSteps(options.sweep, steps).length,
    points: options.points,
  });
  return chosen;
}

/** What there is inside of an optimizer at each step. */
function numbersInside(spec: GradientSpec): number {
  if (spec.kind === 'baseline') return 0;
  const { config } = spec.optimizer;
  return inputFeatures(config) + config.layers * config.hiddenUnits * LSTM_SIGNALS.length + 1;
}

async function traced(
  config: TraceConfig,
  coordinates: readonly number[],
  options: TraceOptions,
  terminal: Terminal,
): Promise<object> {
  const { steps } = config;
  const tell = (done: number) => terminal.progress(`step ${done} of ${steps}`);
  const control = interruptible();
  const trace = await recordTrace(config, control, tell);
  const summary = await summaryOf(trace, control);
  const { divergence } = summary;
  if (divergence !== null) {
    const { label } = config.optimizer;
    terminal.note(`${label} diverged: ${divergence.message}. ${divergence.remedy}`);
  }
  const ways = await coordinateTraces(trace, coordinates, control);
  const traces: object[] = [];
  for (const [i, way] of ways.entries()) {
    terminal.progress(`coordinate ${i + 1} of ${ways.length}`);
    const field = fieldFor(trace, way, options);
    const shown = options.inside ? way : { ...way, inside: null };
    traces.push(coordinateRecord(shown, summary, field && (await fieldOf(trace, field, control))));
  }
  return { ...summaryRecord(summary), traces };
}

/** The sweep that is asked for; null where there is none. */
function fieldFor(
  { config, divergence }: Trace,
  { coordinate, gradient }: CoordinateTrace,
  { sweep, scale, points, limit = usualLimit(gradient, scale) }: TraceOptions,
): FieldConfig | null {
  // Behind a divergence there is nothing to be seen; steps that were named are there all the same.
  const last = sweep.kind === 'even' ? (divergence?.step ?? config.steps) : config.steps;
  const steps = sweptSteps(sweep, Math.max(1, last));
  return steps.length === 0 ? null : { coordinate, steps, scale, limit, points };
}
