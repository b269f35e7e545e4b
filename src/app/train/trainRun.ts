/** A training run as the page shows it: what each event of the worker adds to it. Pure functions. */
import type { Checkpoint, TrainConfig, ValidationPoint } from '../../specs/training';
import type { TrainEnd, TrainEvent } from '../../worker/protocol';
import { liveSettingsOf } from './trainSettings';
import type { BaselineRow, Pass, TrainRun } from './trainTypes';

/** A run before its first event, or as its checkpoint left it. */
export function newRun(
  config: TrainConfig,
  checkpoint: Checkpoint | null,
  known: Partial<Pick<TrainRun, 'live' | 'baselines' | 'validationCurve' | 'bestCurve'>> = {},
): TrainRun {
  const { baselines = [], validationCurve = null, bestCurve = null } = known;
  const validation = checkpoint?.validation ?? [];
  return {
    config,
    live: known.live ?? liveSettingsOf(config, checkpoint?.horizonsDone ?? 0),
    horizon: checkpoint?.horizonsDone ?? 0,
    horizonsPerSecond: 0,
    seconds: checkpoint?.seconds ?? 0,
    metaLoss: [...(checkpoint?.metaLoss ?? []), ...(checkpoint?.midHorizon?.metaLoss ?? [])],
    validation,
    validationCurve,
    bestCurve,
    inner: new Float32Array(),
    cuts: [],
    view: null,
    examples: null,
    baselines,
    passes: passesOf(validation, baselines),
    divergence: null,
    byDefinition: null,
  };
}

/** The run after one event. Checkpoints and states change nothing that is drawn; a restart makes a new run. */
export function withTrainEvent(run: TrainRun, event: TrainEvent): TrainRun {
  switch (event.kind) {
    case 'train-progress': {
      const { horizon, horizonsPerSecond, seconds, inner, cuts, live } = event;
      const view = event.view ?? run.view;
      const metaLoss =
        event.metaLoss.length > 0 ? run.metaLoss.concat(event.metaLoss) : run.metaLoss;
      return { ...run, horizon, horizonsPerSecond, seconds, inner, cuts, live, metaLoss, view };
    }
    case 'train-validation': {
      const validation = [...run.validation, ...(event.earlier ?? []), event.point];
      return {
        ...run,
        validation,
        validationCurve: event.curve,
        bestCurve: event.point.best ? event.curve : (event.bestCurve ?? run.bestCurve),
        passes: passesOf(validation, run.baselines),
      };
    }
    case 'train-baselines':
      return { ...run, baselines: event.rows, passes: passesOf(run.validation, event.rows) };
    case 'examples':
      return { ...run, examples: event.examples };
    case 'definition':
      return { ...run, byDefinition: event.reason };
    case 'train-checkpoint':
    case 'restarted':
    case 'state':
      return run;
    default:
      return event satisfies never;
  }
}

/** For each baseline that was passed: the first validation whose mean lies below the baseline's. In order of time. */
export function passesOf(
  validation: readonly ValidationPoint[],
  baselines: readonly BaselineRow[],
): Pass[] {
  const passes: Pass[] = [];
  const hardestLast = [...baselines].sort((a, b) => b.mean - a.mean);
  for (const point of validation) {
    for (const { name, mean } of hardestLast) {
      if (point.horizon > 0 && point.mean < mean && !passes.some((pass) => pass.name === name)) {
        passes.push({ name, horizon: point.horizon, seconds: point.seconds, mean: point.mean });
      }
    }
  }
  return passes;
}

/** How a training ended, as its run says it; null: before the worker had begun. */
export function stateOfEnd(end: TrainEnd | null): 'done' | 'stopped' | 'diverged' {
  if (end === null || end.outcome === 'stopped') return 'stopped';
  return end.outcome === 'diverged' ? 'diverged' : 'done';
}

/** How a training that nobody goes on with is shown. */
export function keptText(
  { epochs }: TrainConfig,
  checkpoint: Checkpoint | null,
): ['finished' | 'restored', string] {
  const done = checkpoint?.horizonsDone ?? 0;
  if (done >= epochs) return ['finished', `The last training finished: ${done} horizons trained.`];
  return [
    'restored',
    `An earlier training has ${done} of ${epochs} horizons done. Resume goes on from there.`,
  ];
}
