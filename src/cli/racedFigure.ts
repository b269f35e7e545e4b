/** A figure with races in it, for the command `figures`. */
import { computeFigure, type FigureStage } from '../evaluation/figures/computeFigure';
import type { FigureFindings, FigureResult } from '../specs/figureResult';
import {
  FIGURE_TUNING_SEED,
  type FigureConfig,
  figurePlan,
  figureSize,
  type RacedFigureId,
} from '../specs/figures';
import { engineWork, interruptible } from './engine';
import { type FigureContext, type FigureJob, optimizersOf, ratesFor, sha256 } from './figureJob';

/** @throws UsageError where there is no optimizer for it */
export function racedFigure(
  figure: RacedFigureId,
  context: FigureContext,
): FigureJob<FigureFindings> {
  const { source, size, seed, files } = context;
  const learned = optimizersOf(figure, context);
  const { settings, steps } = figurePlan(figure, source);
  const { problems, tuningProblems } = figureSize(figure, size);
  const config: FigureConfig = {
    figure,
    data: source,
    problems,
    seed,
    tuning: { problems: tuningProblems, seed: FIGURE_TUNING_SEED },
    learned: learned.map(({ id, label, optimizer }) => ({ kind: 'learned', id, label, optimizer })),
    rates: Object.fromEntries(
      settings.map((one) => [one.key, ratesFor(one, steps, tuningProblems, files)]),
    ),
  };
  const hashes = new Map(learned.map(({ id, bytes }) => [id, sha256(bytes)]));
  return {
    current: isCurrent(files.raced(figure), config, hashes),
    async compute() {
      const found = await compute(config, context);
      const verdicts = found.verdicts.map(({ optimizer, kind }) => `${optimizer}: ${kind}`);
      const optimizers = found.optimizers.map((o) =>
        o.kind === 'learned' ? { ...o, sha256: hashes.get(o.id) } : o,
      );
      return [{ ...found, optimizers }, verdicts.join(', ')];
    },
  };
}

/** Whether a figure is there as the configuration would have it. */
export function isCurrent(
  result: FigureResult | null,
  { data, problems, seed: wanted, tuning, learned }: FigureConfig,
  hashes: ReadonlyMap<string, string>,
): boolean {
  if (result === null) return false;
  const raced = result.optimizers.filter(({ kind }) => kind === 'learned');
  return (
    // A person's own digits may have changed in their folder.
    result.data !== 'files' &&
    (result.data === null || result.data === data) &&
    result.problems === problems &&
    result.seed === wanted &&
    result.tuning.problems === tuning.problems &&
    result.tuning.seed === tuning.seed &&
    raced.length === learned.length &&
    raced.every(({ id, sha256: hash }) => hash !== undefined && hashes.get(id) === hash)
  );
}

function compute(
  config: FigureConfig,
  { files, terminal }: FigureContext,
): Promise<FigureFindings> {
  const { settings, steps } = figurePlan(config.figure, config.data);
  const tell = ({ doing, setting, share }: FigureStage) => {
    const which = settings.length > 1 ? `, ${settings[setting]?.key}` : '';
    const percent = Math.floor(100 * share);
    terminal.progress(`figure ${config.figure}: ${percent} % (${doing}${which})`);
  };
  return computeFigure(config, {
    control: interruptible(),
    attempt: (work) => engineWork(work, terminal),
    onStage: tell,
    onTuned: (setting, rates) => files.addRates(setting, steps, rates, new Date().toISOString()),
  });
}
