/** What the worker is asked to compute for a figure, and its findings as a result. */
import type { DissectionFindings, DissectionResult } from '../../specs/dissectionResult';
import {
  type DissectionConfig,
  dissectionPlan,
  dissectionTuningProblems,
} from '../../specs/dissections';
import { LabError } from '../../specs/errors';
import type { FigureOrigin, FigureResult } from '../../specs/figureResult';
import {
  type DissectionId,
  FIGURE_TUNING_SEED,
  type FigureConfig,
  type FigureId,
  figurePlan,
  figureSize,
  type RacedFigureId,
  usesDigits,
} from '../../specs/figures';
import { BASELINE_LABELS, PAPER_BASELINES } from '../../specs/optimizer';
import type { DigitSource } from '../../specs/task';
import { type DataStore, preferredDigits } from '../data/dataTypes';
import type { LibraryStore } from '../library/libraryTypes';
import { trainingTask } from '../library/previewCurve';
import type { FigureRateKeeper } from './figureRates';
import { AS_SHIPPED, type FigureSettings } from './figuresTypes';

export interface FigureConfigs {
  /** @throws LabError `bad-input` where the library has no optimizer for it */
  raced(figure: RacedFigureId, chosen: Chosen): Promise<FigureConfig>;
  dissected(figure: DissectionId, chosen: Chosen): Promise<DissectionConfig>;
}

interface Chosen {
  settings: FigureSettings;
  /** `AS_SHIPPED`, or an optimizer of the library by its id. */
  optimizer: string;
  /** The file of the shipped rates, where there is one. */
  ratesFile: string | undefined;
}

export function createFigureConfigs(deps: {
  library: LibraryStore;
  data: DataStore;
  rates: FigureRateKeeper;
}): FigureConfigs {
  const { library, data, rates } = deps;

  /** Never none. */
  async function learnedFor(
    figure: FigureId,
    optimizer: string,
  ): Promise<[DissectionConfig['learned'], ...FigureConfig['learned']]> {
    await library.getState().load();
    const { entries, entry } = library.getState();
    const kind = usesDigits(figure) ? 'mnist' : 'quadratic';
    const one = optimizer === AS_SHIPPED ? undefined : entry(optimizer);
    const chosen =
      one !== undefined
        ? [one]
        : entries.filter((e) => e.origin === 'pretrained' && trainingTask(e).name === kind);
    const [first, ...others] = chosen.map(({ id, name, optimizer: learned }) => ({
      kind: 'learned' as const,
      id,
      label: name,
      optimizer: learned,
    }));
    if (first !== undefined) return [first, ...others];
    throw new LabError({
      code: 'bad-input',
      message: 'The Lab came with no learned optimizer for this task.',
      remedy: 'Choose one of the library, or train one on the Train screen.',
    });
  }

  async function sourceFor(figure: FigureId, chosen: FigureSettings): Promise<DigitSource> {
    if (usesDigits(figure) && chosen.data === null) await data.getState().refresh();
    return chosen.data ?? preferredDigits(data.getState());
  }

  return {
    async raced(figure, { settings, optimizer, ratesFile }) {
      const source = await sourceFor(figure, settings);
      const { problems, tuningProblems } = figureSize(figure, settings.size);
      const plan = figurePlan(figure, source);
      return {
        figure,
        data: source,
        problems,
        seed: settings.seed,
        tuning: { problems: tuningProblems, seed: FIGURE_TUNING_SEED },
        learned: await learnedFor(figure, optimizer),
        rates: settings.retune ? {} : await rates.known(plan, tuningProblems, ratesFile),
      };
    },
    async dissected(figure, { settings, optimizer, ratesFile }) {
      const source = await sourceFor(figure, settings);
      const plan = dissectionPlan(figure, source);
      const problems = dissectionTuningProblems(settings.size);
      const [learned] = await learnedFor(figure, optimizer);
      const known = settings.retune ? {} : await rates.known(plan, problems, ratesFile);
      return {
        figure,
        data: source,
        seed: settings.seed,
        tuning: { problems, seed: FIGURE_TUNING_SEED },
        learned,
        rates: known[plan.settings[0].key] ?? {},
      };
    },
  };
}

/** What has been found of a figure with races in it, on its way or at its end. */
export const racedResult = (
  config: FigureConfig,
  origin: FigureOrigin,
  findings: Pick<FigureResult, 'settings' | 'verdicts'>,
): FigureResult => ({
  ...origin,
  figure: config.figure,
  data: usesDigits(config.figure) ? config.data : null,
  seed: config.seed,
  problems: config.problems,
  tuning: config.tuning,
  optimizers: [
    ...config.learned.map(({ id, label }) => ({ id, label, kind: 'learned' as const })),
    ...PAPER_BASELINES.map((id) => ({ id, label: BASELINE_LABELS[id], kind: 'baseline' as const })),
  ],
  settings: findings.settings,
  verdicts: findings.verdicts,
});

export const dissectionResult = (
  origin: FigureOrigin,
  findings: DissectionFindings,
): DissectionResult => ({ ...origin, ...findings });
