import { checkByDefinition } from '../../evaluation/definitionCheck';
import { race } from '../../evaluation/race';
import { summarise } from '../../evaluation/summary';
import { sampleOptimizee, sampleStart } from '../../optimizees/registry';
import type { Racer } from '../../optimizers/optimizer';
import { makeRacer } from '../../optimizers/registry';
import { type Control, catchingUp, isStopped, type RunControl } from '../../runtime/control';
import type { Fallback } from '../../runtime/kernels/fallback';
import type { OptimizerSpec } from '../../specs/optimizer';
import type { RaceConfig } from '../../specs/race';
import type { RaceEnd, RaceEvent } from '../protocol';
import { whyByDefinition } from './backendStatus';
import { RaceViews } from './raceViews';

/** About the pace at which a chart can follow. */
const REPORT_EVERY_MS = 90;

/**
 * Races the configured optimizers and reports losses, summaries and (in two dimensions) paths as they come. Where a
 * kernel fails, the race is run again from its start, quickly to where it was.
 *
 * @param look whether networks are looked at on the way
 */
export async function raceRun(
  config: RaceConfig,
  control: RunControl,
  send: (event: RaceEvent) => void,
  fallback: Fallback,
  look = false,
): Promise<RaceEnd> {
  const from = performance.now();
  const unitsBefore = control.units;
  let pace: Control = control;
  let reported = 0;
  const end = (outcome: RaceEnd['outcome']): RaceEnd => ({
    outcome,
    steps: Math.max(0, reported - 1),
    seconds: (performance.now() - from - control.waitedMs) / 1000,
  });
  const once = () =>
    raceOnce(config, pace, look, (event) => {
      if (event.kind === 'race-steps') reported = event.from + event.count;
      send(event);
    });
  try {
    await fallback(once, () => {
      pace = catchingUp(control, control.units - unitsBefore);
      reported = 0;
      send({ kind: 'restarted' });
    });
    return end('finished');
  } catch (thrown) {
    if (isStopped(thrown)) return end('stopped');
    throw thrown;
  }
}

function definitionReason(spec: OptimizerSpec): string[] {
  const reason = spec.kind === 'learned' ? whyByDefinition(spec.optimizer.config) : null;
  return reason === null ? [] : [`${spec.label}: ${reason}`];
}

async function raceOnce(
  { task, problems, seed, steps, optimizers: specs }: RaceConfig,
  control: Control,
  look: boolean,
  send: (event: RaceEvent) => void,
): Promise<void> {
  const optimizee = sampleOptimizee(task, problems, seed, 'race');
  const theta0 = sampleStart(optimizee, seed, 'race');
  const optimizers: Racer[] = [];
  const byDefinition = specs.flatMap(definitionReason);
  const views =
    look && task.name === 'mnist' ? new RaceViews(task, optimizee, steps, control) : null;
  if (byDefinition.length > 0) send({ kind: 'definition', reason: byDefinition.join('; ') });
  if (views !== null) send({ kind: 'examples', examples: views.examples });
  try {
    for (const spec of specs) optimizers.push(makeRacer(spec));
    await race(optimizee, optimizers, {
      steps,
      theta0,
      control,
      reportEveryMs: REPORT_EVERY_MS,
      keepPaths: optimizee.coordinates === 2,
      ...(views === null ? {} : { observe: views }),
      onSteps: (batch) => {
        const summaries = batch.losses.map((losses) => summarise(losses, problems));
        send({ kind: 'race-steps', ...batch, problems, summaries, ...views?.taken() });
      },
      onDiverged: (optimizer, divergence) => {
        send({ kind: 'race-diverged', optimizer, divergence });
      },
      confirm: (index, divergence) =>
        checkByDefinition(divergence, theta0, steps, control, () => ({
          optimizee: sampleOptimizee(task, problems, seed, 'race'),
          optimizer: makeRacer(specs[index] as OptimizerSpec),
        })),
    });
  } finally {
    for (const optimizer of optimizers) optimizer.dispose();
    theta0.dispose();
    optimizee.dispose();
  }
}
