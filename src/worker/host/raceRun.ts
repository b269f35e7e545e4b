import { race } from '../../evaluation/race';
import { summarise } from '../../evaluation/summary';
import { sampleOptimizee, sampleStart } from '../../optimizees/registry';
import { makeOptimizer } from '../../optimizers/registry';
import { isStopped, type RunControl } from '../../runtime/control';
import type { RaceConfig } from '../../specs/race';
import type { RaceEnd, RaceEvent } from '../protocol';

/** About the pace at which a chart can follow. */
const REPORT_EVERY_MS = 90;

/** Races the configured optimizers and reports losses, summaries and (in two dimensions) paths as they come. */
export async function raceRun(
  config: RaceConfig,
  control: RunControl,
  send: (event: RaceEvent) => void,
): Promise<RaceEnd> {
  const from = performance.now();
  const { task, problems, seed, steps } = config;
  const optimizee = sampleOptimizee(task, problems, seed, 'race');
  const theta0 = sampleStart(optimizee, seed, 'race');
  const optimizers = config.optimizers.map(makeOptimizer);
  let reported = 0;
  const end = (outcome: RaceEnd['outcome']): RaceEnd => ({
    outcome,
    steps: Math.max(0, reported - 1),
    seconds: (performance.now() - from - control.waitedMs) / 1000,
  });
  try {
    await race(optimizee, optimizers, {
      steps,
      theta0,
      control,
      reportEveryMs: REPORT_EVERY_MS,
      keepPaths: optimizee.coordinates === 2,
      onSteps: (batch) => {
        reported = batch.from + batch.count;
        const summaries = batch.losses.map((losses) => summarise(losses, problems));
        send({ kind: 'race-steps', ...batch, problems, summaries });
      },
      onDiverged: (optimizer, divergence) => {
        send({ kind: 'race-diverged', optimizer, divergence });
      },
    });
    return end('finished');
  } catch (thrown) {
    if (isStopped(thrown)) return end('stopped');
    throw thrown;
  } finally {
    for (const optimizer of optimizers) optimizer.dispose();
    theta0.dispose();
    optimizee.dispose();
  }
}
