/** Figure 10 or 11, in which an optimizer is dissected, for the command `figures`. */
import { dissect } from '../evaluation/figures/dissect';
import type { DissectionFindings, DissectionResult } from '../specs/dissectionResult';
import {
  type DissectionConfig,
  dissectionPlan,
  dissectionTuningProblems,
} from '../specs/dissections';
import { type DissectionId, FIGURE_TUNING_SEED } from '../specs/figures';
import { engineWork, interruptible } from './engine';
import { type FigureContext, type FigureJob, optimizersOf, ratesFor, sha256 } from './figureJob';

/** @throws UsageError where there is no optimizer for it */
export function dissectedFigure(
  figure: DissectionId,
  context: FigureContext,
): FigureJob<DissectionFindings> {
  const { source, size, seed, files, terminal } = context;
  const [{ id, label, optimizer, bytes }] = optimizersOf(figure, context);
  const { settings, steps } = dissectionPlan(figure, source);
  const problems = dissectionTuningProblems(size);
  const config: DissectionConfig = {
    figure,
    data: source,
    seed,
    tuning: { problems, seed: FIGURE_TUNING_SEED },
    learned: { kind: 'learned', id, label, optimizer },
    rates: ratesFor(settings[0], steps, problems, files),
  };
  const hash = sha256(bytes);
  return {
    current: isCurrent(files.dissected(figure), config, hash),
    async compute() {
      const found = await dissect(config, {
        control: interruptible(),
        attempt: (work) => engineWork(work, terminal),
        onStage: ({ doing, share }) =>
          terminal.progress(`figure ${figure}: ${Math.floor(100 * share)} % (${doing})`),
        onTuned: (setting, rates) =>
          files.addRates(setting, steps, rates, new Date().toISOString()),
      });
      const cameOut = `${id} at coordinate ${found.coordinate}`;
      return [{ ...found, optimizer: { ...found.optimizer, sha256: hash } }, cameOut];
    },
  };
}

/** Whether a figure is there as the configuration would have it. */
export function isCurrent(
  result: DissectionResult | null,
  { data, seed, tuning, learned }: DissectionConfig,
  hash: string,
): boolean {
  return (
    result !== null &&
    // A person's own digits may have changed in their folder.
    result.data !== 'files' &&
    result.data === data &&
    result.seed === seed &&
    result.tuning.problems === tuning.problems &&
    result.tuning.seed === tuning.seed &&
    result.optimizer.id === learned.id &&
    result.optimizer.sha256 === hash
  );
}
