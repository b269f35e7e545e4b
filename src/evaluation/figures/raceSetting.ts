/** One setting of a figure: every optimizer on the same problems, with what a figure keeps of it. */
import { sampleOptimizee, sampleStart } from '../../optimizees/registry';
import type { Optimizer } from '../../optimizers/optimizer';
import { makeOptimizer } from '../../optimizers/registry';
import type { Control } from '../../runtime/control';
import type { FigureLine, SettingResult } from '../../specs/figureResult';
import type { FigurePlan, FigureSetting, SettingRates } from '../../specs/figures';
import { BASELINE_LABELS, type GradientSpec, PAPER_BASELINES } from '../../specs/optimizer';
import type { TaskSpec } from '../../specs/task';
import { checkByDefinition } from '../definitionCheck';
import { type RaceResult, race } from '../race';
import { areaOf, curveOf, NO_SPREAD, spreadOf } from './measures';

export interface SettingRace {
  plan: FigurePlan;
  setting: FigureSetting;
  problems: number;
  seed: number;
  learned: readonly GradientSpec[];
  rates: SettingRates;
}

export interface SettingHandlers {
  /** How far the race is, with the curves so far; final numbers come with the last step. */
  onSteps?(step: number, soFar: SettingResult): void;
}

/**
 * Races the learned optimizers and those designed by hand, each at its rate, for the plan's steps. Networks are then
 * looked at over all training and all test examples.
 *
 * @throws LabError `stopped`; KernelFailure
 */
export async function raceSetting(
  { plan, setting, problems, seed, learned, rates }: SettingRace,
  control: Control,
  { onSteps }: SettingHandlers = {},
): Promise<SettingResult> {
  const { task } = setting;
  const { steps } = plan;
  const specs = [...learned, ...designed(rates)];
  const optimizee = sampleOptimizee(task, problems, seed, 'race');
  const theta0 = sampleStart(optimizee, seed, 'race');
  const optimizers: Optimizer[] = [];
  const keepsCurves = plan.shows === 'curves';
  const lines = specs.map((spec): FigureLine => emptyLine(spec, rates, keepsCurves));
  try {
    for (const spec of specs) optimizers.push(makeOptimizer(spec));
    const { results } = await race(optimizee, optimizers, {
      steps,
      theta0,
      control,
      reportEveryMs: REPORT_EVERY_MS,
      onSteps: ({ from, count, losses }) => {
        for (const [i, line] of lines.entries()) {
          const more = curveOf(losses[i] as Float32Array, problems);
          line.curve?.median.push(...more.median);
          line.curve?.q10.push(...more.q10);
          line.curve?.q90.push(...more.q90);
        }
        onSteps?.(from + count - 1, { key: setting.key, lines });
      },
      observe: {
        at: (step) => step === steps,
        async look(index, _step, theta) {
          const training = await optimizee.score?.(theta, 'training');
          await control.tick();
          const test = await optimizee.score?.(theta, 'test');
          const line = lines[index];
          if (line === undefined || training === undefined || test === undefined) return;
          line.final = spreadOf(training.loss);
          line.test = { loss: spreadOf(test.loss), accuracy: spreadOf(test.accuracy) };
        },
      },
      confirm: (index, divergence) =>
        checkByDefinition(divergence, theta0, steps, control, () => ({
          optimizee: sampleOptimizee(task, problems, seed, 'race'),
          optimizer: makeOptimizer(specs[index] as GradientSpec),
        })),
    });
    for (const [i, line] of lines.entries()) {
      complete(line, results[i] as RaceResult, { problems, plan, task });
    }
    return { key: setting.key, lines };
  } finally {
    for (const optimizer of optimizers) optimizer.dispose();
    theta0.dispose();
    optimizee.dispose();
  }
}

const REPORT_EVERY_MS = 250;

/** A baseline for which every rate diverged has none, and does not take part. */
function designed(rates: SettingRates): GradientSpec[] {
  return PAPER_BASELINES.flatMap((name): GradientSpec[] => {
    const learningRate = rates[name]?.learningRate;
    if (learningRate === undefined) return [];
    return [{ kind: 'baseline', id: name, label: BASELINE_LABELS[name], name, learningRate }];
  });
}

function emptyLine(spec: GradientSpec, rates: SettingRates, keepsCurves: boolean): FigureLine {
  const tuned = spec.kind === 'baseline' ? rates[spec.name] : undefined;
  return {
    id: spec.id,
    rate:
      tuned === undefined
        ? null
        : { learningRate: tuned.learningRate, loss: tuned.loss, rates: tuned.grid.length },
    curve: keepsCurves ? { median: [], q10: [], q90: [] } : null,
    area: null,
    final: NO_SPREAD,
    test: null,
    divergedAt: null,
  };
}

function complete(
  line: FigureLine,
  { losses, divergence }: RaceResult,
  { problems, plan, task }: { problems: number; plan: FigurePlan; task: TaskSpec },
): void {
  line.area = line.curve === null ? null : areaOf(line.curve.median, plan.from);
  line.divergedAt = divergence?.step ?? null;
  if (divergence !== null) {
    line.final = NO_SPREAD;
    line.test = null;
  } else if (task.name !== 'mnist') {
    line.final = spreadOf(losses.subarray(plan.steps * problems));
  }
}
