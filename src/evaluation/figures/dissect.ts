/**
 * Figures 10 and 11 of the paper (Appendix B) computed anew: an optimizer trains a network, and what it did to one of
 * the network's weights is looked at.
 */
import type { Control } from '../../runtime/control';
import type {
  DissectionFindings,
  HistoryFindings,
  SweepFindings,
} from '../../specs/dissectionResult';
import {
  DISSECTED_PROBLEM,
  DISSECTION_POINTS,
  type DissectionConfig,
  type DissectionPlan,
  dissectionPlan,
} from '../../specs/dissections';
import type { FigureSetting, SettingRates } from '../../specs/figures';
import { SWEEP_STEPS, spreadSteps, usualLimit } from '../../specs/sweep';
import type { TraceConfig } from '../../specs/trace';
import { coordinateTraces, fieldOf, recordTrace, type Trace } from '../trace';
import { columnsOf } from '../trace/columns';
import { quantitySizes } from '../trace/quantity';
import { placeOf } from '../trace/trace';
import { LSTM_COST, RATES_TRIED } from './costs';
import { historyMeasures, sweepMeasures } from './dissectionMeasures';
import { shortened } from './measures';
import { missingRates } from './missingRates';

export interface DissectionStage {
  doing: 'tuning' | 'tracing' | 'dissecting';
  /** Share of all the work that is done, 0 to 1. */
  share: number;
}

export interface DissectionHooks {
  control: Control;
  /** Does a piece of work, again by the definition where a kernel fails (see runtime/kernels/fallback.ts). */
  attempt: <T>(work: () => Promise<T>) => Promise<T>;
  onStage?(stage: DissectionStage): void;
  /** Rates have been tuned here: they serve for every learned optimizer. */
  onTuned?(setting: FigureSetting, rates: SettingRates): void;
}

/**
 * Has the optimizer train the plan's network, chooses the weight that it moved most, and gives what the figure shows of
 * it, with what the optimizers designed by hand would have proposed. Those whose rates are not given are tuned for that
 * very network and number of steps, on problems of their own.
 *
 * @throws LabError `stopped`, `no-data`
 */
export async function dissect(
  config: DissectionConfig,
  { control, attempt, onStage, onTuned }: DissectionHooks,
): Promise<DissectionFindings> {
  const plan = dissectionPlan(config.figure, config.data);
  const [setting] = plan.settings;
  const { tune, trace: tracing } = shares(plan, config);
  const tuned = await attempt(() =>
    missingRates(
      {
        task: setting.task,
        steps: plan.steps,
        names: plan.beside,
        known: config.rates,
        tuning: config.tuning,
      },
      control,
      (part) => onStage?.({ doing: 'tuning', share: tune * part }),
    ),
  );
  if (tuned !== null) onTuned?.(setting, tuned);
  const rates = learningRates(plan, { ...config.rates, ...tuned });
  return attempt(async () => {
    const tell = (done: number) =>
      onStage?.({ doing: 'tracing', share: tune + tracing * (done / plan.steps) });
    const trace = await recordTrace(traceConfig(plan, config, rates), control, tell);
    onStage?.({ doing: 'dissecting', share: tune + tracing });
    return config.figure === '10'
      ? historyOf(trace, config, control)
      : sweepOf(trace, config, control);
  });
}

/** Of those beside it the rates as numbers. */
function learningRates({ beside }: DissectionPlan, rates: SettingRates): TraceConfig['rates'] {
  const found: TraceConfig['rates'] = {};
  for (const name of beside) {
    const rate = rates[name];
    if (rate !== undefined) found[name] = rate.learningRate;
  }
  return found;
}

const traceConfig = (
  { settings, steps }: DissectionPlan,
  { seed, learned }: DissectionConfig,
  rates: TraceConfig['rates'],
): TraceConfig => ({
  task: settings[0].task,
  seed,
  problem: DISSECTED_PROBLEM,
  steps,
  optimizer: learned,
  rates,
});

/**
 * Of the first layer's weights the one whose updates have the largest root mean square over the steps; the first of
 * several.
 */
export function mostMoved(trace: Trace): number {
  // The first group are those weights.
  const { end } = trace.groups[0] as Trace['groups'][number];
  const { rms } = quantitySizes(trace, 'update');
  let best = 0;
  for (const [place, coordinate] of trace.kept.entries()) {
    if (coordinate < end && (rms[place] as number) > (rms[best] as number)) best = place;
  }
  return trace.kept[best] as number;
}

/** What both figures say of where their numbers are from. */
function commonFindings(
  { config, divergence }: Trace,
  coordinate: number,
  { figure, data, seed, tuning, learned }: DissectionConfig,
) {
  return {
    data,
    seed,
    problem: DISSECTED_PROBLEM,
    tuning,
    optimizer: { id: learned.id, label: learned.label },
    task: dissectionPlan(figure, data).settings[0].task,
    steps: config.steps,
    coordinate,
    divergedAt: divergence?.step ?? null,
  };
}

/** Figure 10: the updates over the steps. */
async function historyOf(
  trace: Trace,
  config: DissectionConfig,
  control: Control,
): Promise<HistoryFindings> {
  const coordinate = mostMoved(trace);
  const [way] = await coordinateTraces(trace, [coordinate], control);
  const { gradient, update, value, wouldBe } = way as NonNullable<typeof way>;
  const updates = short(update);
  const others = wouldBe.map(({ updates: proposed, ...rated }) => ({
    ...rated,
    updates: short(proposed),
  }));
  return {
    figure: '10',
    ...commonFindings(trace, coordinate, config),
    gradient: short(gradient),
    update: updates,
    value: short(value),
    wouldBe: others,
    ...historyMeasures(updates, others),
  };
}

/** Figure 11: the proposed update against the gradient, at steps over the whole trace. */
async function sweepOf(
  trace: Trace,
  config: DissectionConfig,
  control: Control,
): Promise<SweepFindings> {
  const coordinate = mostMoved(trace);
  const place = placeOf(trace, coordinate);
  const [gradient] = columnsOf(trace.gradient, trace.kept.length, [place]) as [Float32Array];
  const limit = usualLimit(gradient, 'linear');
  // Behind a divergence there is nothing to be seen.
  const usable = Math.max(1, trace.divergence?.step ?? trace.config.steps);
  const sweptSteps = spreadSteps(usable, SWEEP_STEPS);
  const field = await fieldOf(
    trace,
    { coordinate, steps: sweptSteps, scale: 'linear', limit, points: DISSECTION_POINTS },
    control,
  );
  const gradients = short(field.gradients).map(Number);
  const rows = (updates: Float32Array) =>
    sweptSteps.map((_, i) =>
      short(updates.subarray(i * DISSECTION_POINTS, (i + 1) * DISSECTION_POINTS)),
    );
  const proposed = rows(field.learned);
  const wouldBe = field.wouldBe.map(({ updates, ...rated }) => ({
    ...rated,
    updates: rows(updates),
  }));
  return {
    figure: '11',
    ...commonFindings(trace, coordinate, config),
    limit,
    sweptSteps,
    gradients,
    proposed,
    wouldBe,
    actual: { gradient: short(field.actual.gradient), update: short(field.actual.update) },
    measures: sweepMeasures(gradients, proposed, wouldBe),
  };
}

/** Slopes are taken of these numbers, so they are kept more closely than losses. */
const DIGITS = 5;
const short = (values: Float32Array): (number | null)[] =>
  Array.from(values, (value) => shortened(value, DIGITS));

/** What comes after the trace costs about as much as it does. */
const DISSECTING_COST = 1;

/** The share of the tuning and of the trace in the whole, about: in gradients of a network. */
function shares(
  { beside, steps }: DissectionPlan,
  { rates, tuning }: DissectionConfig,
): { tune: number; trace: number } {
  const missing = beside.filter((name) => rates[name] === undefined).length;
  const tune = steps * missing * RATES_TRIED * tuning.problems;
  const trace = steps * (1 + LSTM_COST);
  const total = tune + (1 + DISSECTING_COST) * trace;
  return { tune: tune / total, trace: trace / total };
}
