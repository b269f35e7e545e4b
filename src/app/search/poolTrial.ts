/** One trial in a worker: an ordinary training, without the baselines, until the end of its rung. */
import type { TrialEnd, TrialReport } from '../../settingSearch/progress';
import type { RunTrial } from '../../settingSearch/runSearch';
import type { Checkpoint, ValidationPoint } from '../../specs/training';
import { startTrainSession } from '../train/trainSession';
import type { TrialPool } from './trialPool';

export interface TrialShelf {
  /** The newest checkpoint of a trial; null before its first. */
  checkpoint(trial: number): Promise<Checkpoint | null>;
  note(trial: number, checkpoint: Checkpoint): void;
}

const reportOf = ({ horizonsDone, seconds, validation }: Checkpoint): TrialReport => ({
  horizonsDone,
  seconds,
  validation,
});

const NOTHING: TrialReport = { horizonsDone: 0, seconds: 0, validation: [] };

export function trialsIn(pool: TrialPool, shelf: TrialShelf): RunTrial {
  return async ({ number, config, until, place }, report, signal): Promise<TrialEnd> => {
    const before = await shelf.checkpoint(number);
    let now: TrialReport = before === null ? NOTHING : reportOf(before);
    const tell = (next: Partial<TrialReport>) => {
      now = { ...now, ...next };
      report(now);
    };
    if (signal.aborted) return { ...now, outcome: 'stopped' };
    tell({});
    const validation: Pick<ValidationPoint, 'horizon' | 'mean'>[] = [...now.validation];
    const session = startTrainSession(
      pool.engine(place),
      {
        config,
        checkpoint: before,
        live: null,
        paused: false,
        rates: () => Promise.resolve({}),
        until,
        alone: true,
      },
      {
        onEvent(event) {
          if (event.kind === 'train-checkpoint') shelf.note(number, event.checkpoint);
          else if (event.kind === 'train-progress') {
            tell({ horizonsDone: event.horizon, seconds: event.seconds });
          } else if (event.kind === 'train-validation') {
            validation.push(...(event.earlier ?? []), event.point);
            tell({ horizonsDone: event.point.horizon, validation: [...validation] });
          }
        },
        onRestart(checkpoint) {
          now = checkpoint === null ? NOTHING : reportOf(checkpoint);
          validation.splice(0, validation.length, ...now.validation);
          report(now);
        },
      },
    );
    const stop = () => session.stop();
    signal.addEventListener('abort', stop);
    try {
      const end = await session.done;
      if (end === null) return { ...now, outcome: 'stopped' };
      shelf.note(number, end.checkpoint);
      const far = reportOf(end.checkpoint);
      if (end.outcome !== 'diverged') return { ...far, outcome: end.outcome };
      return {
        ...far,
        outcome: 'diverged',
        trouble: end.divergence?.message ?? 'the loss is not finite',
      };
    } finally {
      signal.removeEventListener('abort', stop);
    }
  };
}
