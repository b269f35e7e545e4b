/** A figure of the paper computed anew: rates, races, numbers, verdicts. */
import type { Control } from '../../runtime/control';
import type { FigureFindings, SettingResult } from '../../specs/figureResult';
import {
  type FigureConfig,
  type FigurePlan,
  type FigureSetting,
  figurePlan,
  type SettingRates,
  usesDigits,
} from '../../specs/figures';
import { BASELINE_LABELS, PAPER_BASELINES } from '../../specs/optimizer';
import { LSTM_COST, RATES_TRIED } from './costs';
import { missingRates } from './missingRates';
import { raceSetting } from './raceSetting';
import { verdictOn } from './verdict';

/** What is going on, and what has been found so far. */
export interface FigureStage {
  doing: 'tuning' | 'racing';
  /** Which of the plan's settings, counted from 0. */
  setting: number;
  /** Share of all the work that is done, 0 to 1. */
  share: number;
  /** Settings that are done, then the one being raced. */
  results: readonly SettingResult[];
}

export interface FigureHooks {
  control: Control;
  /** Does a piece of work, again by the definition where a kernel fails (see runtime/kernels/fallback.ts). */
  attempt: <T>(work: () => Promise<T>) => Promise<T>;
  onStage?(stage: FigureStage): void;
  /** Rates of a setting have been tuned here: they serve for every learned optimizer. */
  onTuned?(setting: FigureSetting, rates: SettingRates): void;
}

/**
 * Computes a figure setting by setting. Baselines whose rates are not given are tuned for that very task and number of
 * steps, by their mean loss at the end, on 24 rates and then 8 more around the best, on problems of their own.
 *
 * @throws LabError `stopped`, `no-data`
 */
export async function computeFigure(
  config: FigureConfig,
  { control, attempt, onStage, onTuned }: FigureHooks,
): Promise<FigureFindings> {
  const { figure, data, problems, seed, tuning, learned } = config;
  const plan = figurePlan(figure, data);
  const work = shares(plan, config);
  const results: SettingResult[] = [];
  let before = 0;
  for (const [setting, { key }] of plan.settings.entries()) {
    const where = plan.settings[setting] as FigureSetting;
    const { tune, race } = work[setting] as Shares;
    const known = config.rates[key] ?? {};
    const found = await attempt(() =>
      missingRates(
        { task: where.task, steps: plan.steps, names: PAPER_BASELINES, known, tuning },
        control,
        (part) => onStage?.({ doing: 'tuning', setting, share: before + tune * part, results }),
      ),
    );
    if (found !== null) onTuned?.(where, found);
    before += tune;
    const result = await attempt(() =>
      raceSetting(
        { plan, setting: where, problems, seed, learned, rates: { ...known, ...found } },
        control,
        {
          onSteps: (step, soFar) =>
            onStage?.({
              doing: 'racing',
              setting,
              share: before + race * (step / plan.steps),
              results: [...results, soFar],
            }),
        },
      ),
    );
    before += race;
    results.push(result);
  }
  const designed = PAPER_BASELINES.map((id) => ({
    id,
    label: BASELINE_LABELS[id],
    kind: 'baseline' as const,
  }));
  return {
    figure,
    data: usesDigits(figure) ? data : null,
    seed,
    problems,
    tuning,
    optimizers: [
      ...learned.map(({ id, label }) => ({ id, label, kind: 'learned' as const })),
      ...designed,
    ],
    settings: results,
    verdicts: learned.map(({ id }) => verdictOn(plan, results, PAPER_BASELINES, id)),
  };
}

interface Shares {
  tune: number;
  race: number;
}

/** The share of each setting's tuning and race in the whole, about. */
function shares(plan: FigurePlan, { problems, tuning, learned, rates }: FigureConfig): Shares[] {
  const parts = plan.settings.map(({ key, task }) => {
    const size = task.name === 'mnist' ? task.hiddenUnits : 1;
    const missing = PAPER_BASELINES.filter((name) => rates[key]?.[name] === undefined).length;
    return {
      tune: size * missing * RATES_TRIED * tuning.problems,
      race: size * problems * (PAPER_BASELINES.length + LSTM_COST * learned.length),
    };
  });
  const total = parts.reduce((sum, { tune, race }) => sum + tune + race, 0);
  return parts.map(({ tune, race }) => ({ tune: tune / total, race: race / total }));
}
