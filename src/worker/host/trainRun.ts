/** One meta-training as the page follows it: baselines for reference, then horizons, validations and checkpoints. */
import {
  liveSettings,
  MetaTrainer,
  type TrainHandlers,
  type UnrollReport,
} from '../../metaTraining/metaTrainer';
import { type Control, catchingUp, isStopped, type RunControl } from '../../runtime/control';
import type { Fallback } from '../../runtime/kernels/fallback';
import { newsOf } from '../../specs/checkpointNews';
import type { Checkpoint, LiveSettings, MetaLossPoint } from '../../specs/training';
import type { NetworkView } from '../../specs/views';
import type { RequestMap, TrainEnd, TrainEvent, TrainProgress } from '../protocol';
import { whyByDefinition } from './backendStatus';
import { referenceBaselines } from './referenceBaselines';
import { TrainViews } from './trainViews';

export interface ActiveTraining {
  update(live: LiveSettings): void;
}

const PROGRESS_EVERY_MS = 110;
/** A page that is left loses at most what was done since, and the second that it may take to be written. */
const CHECKPOINT_EVERY_MS = 1500;
/** The speed is that of the last so many milliseconds, and of so many horizons at least: validations come in between. */
const SPEED_WINDOW_MS = 4000;
const SPEED_WINDOW_HORIZONS = 10;

type Send = (event: TrainEvent) => void;

/**
 * Trains from the start or from a checkpoint. Where a kernel fails, the training goes on from the last horizon that was
 * completed, quickly to where it was.
 */
export async function trainRun(
  { config, checkpoint, rates, until, alone = false }: RequestMap['train']['request'],
  control: RunControl,
  send: Send,
  onActive: (training: ActiveTraining) => void,
  fallback: Fallback,
): Promise<TrainEnd> {
  const trainer = new MetaTrainer(config, checkpoint);
  onActive(trainer);
  try {
    if (!alone) {
      send({ kind: 'state', state: 'tuning', text: 'Tuning the baselines for reference' });
      const baselines = await fallback(() =>
        referenceBaselines(trainer.checkpoint().config, rates ?? {}, control),
      );
      send({ kind: 'train-baselines', ...baselines });
    }
  } catch (thrown) {
    if (isStopped(thrown)) return { outcome: 'stopped', checkpoint: trainer.checkpoint() };
    throw thrown;
  }
  send({ kind: 'state', state: 'running', text: 'Training' });

  const progress = new ProgressReporter(trainer, control, send);
  const views = TrainViews.of(trainer.checkpoint().config);
  const examples = views?.examples() ?? null;
  if (examples !== null) send({ kind: 'examples', examples });
  let lastCheckpoint = Number.NEGATIVE_INFINITY;
  let sent: Checkpoint | null = null;
  const sendCheckpoint = () => {
    lastCheckpoint = performance.now();
    const now = trainer.checkpoint();
    send({ kind: 'train-checkpoint', ...newsOf(sent, now) });
    sent = now;
  };
  const checkpointIsDue = () => performance.now() - lastCheckpoint > CHECKPOINT_EVERY_MS;
  const announceWaiting = control.onWaiting;
  control.onWaiting = (waiting) => {
    if (waiting) {
      progress.flush();
      sendCheckpoint();
    }
    announceWaiting?.(waiting);
  };

  let unitsAtCheckpoint = control.units;
  let pace: Control = control;
  const run = () => {
    const reason = whyByDefinition(trainer.checkpoint().config.optimizer);
    if (reason !== null) send({ kind: 'definition', reason });
    const handlers: TrainHandlers = {
      onUnroll: async (report) => {
        progress.add(report, (await views?.look(report, control.aboutToWait)) ?? null);
        // Short horizons are kept when they are over.
        const last = report.fromStep + report.live.unroll >= report.live.horizon;
        if (last || !(checkpointIsDue() || control.aboutToWait)) return;
        await trainer.keepMidHorizon();
        if (!control.aboutToWait) sendCheckpoint();
      },
      onHorizon: () => {
        unitsAtCheckpoint = control.units;
        if (checkpointIsDue()) sendCheckpoint();
      },
      onValidating: () => {
        progress.flush();
        send({ kind: 'state', state: 'validating', text: 'Validating on fresh problems' });
      },
      onValidation: (point, curve) => {
        send({ kind: 'train-validation', point, curve });
        if (checkpointIsDue()) sendCheckpoint();
        send({ kind: 'state', state: 'running', text: 'Training' });
      },
    };
    return trainer.run(pace, handlers, until);
  };
  const end = await fallback(run, () => {
    pace = catchingUp(control, control.units - unitsAtCheckpoint);
    progress.forget();
    trainer.dropMidHorizon();
    sent = null;
    sendCheckpoint();
    send({ kind: 'restarted' });
  });
  progress.flush();
  return end;
}

/** Gathers the unrolls since the last event into one progress event at a pace that charts can follow. */
class ProgressReporter {
  readonly #trainer: MetaTrainer;
  readonly #control: RunControl;
  readonly #send: Send;
  #points: MetaLossPoint[] = [];
  /** Whether anything came since the last event: unrolls whose steps count nothing have no point. */
  #news = false;
  #inner: number[] = [];
  #cuts: number[] = [];
  #live: LiveSettings;
  #view: NetworkView | null = null;
  #horizon = 0;
  /** When (pauses not counted) the run was how far, in horizons; the newest last. */
  readonly #milestones: { ms: number; horizons: number }[] = [];
  #lastSent = 0;

  constructor(trainer: MetaTrainer, control: RunControl, send: Send) {
    this.#trainer = trainer;
    this.#control = control;
    this.#send = send;
    this.#live = liveSettings(trainer.checkpoint().config);
    this.#horizon = trainer.checkpoint().horizonsDone;
  }

  /** @param view null where nobody has looked */
  add(report: UnrollReport, view: NetworkView | null): void {
    this.#passMilestone(report);
    if (report.fromStep === 0) {
      this.#inner = [];
      this.#cuts = [];
    }
    if (report.before !== undefined) {
      this.#inner = [...report.before];
      const { unroll } = report.live;
      const cuts = Math.ceil(report.fromStep / unroll);
      this.#cuts = Array.from({ length: cuts }, (_, i) => (i + 1) * unroll);
    }
    this.#inner.push(...report.meanLosses);
    this.#cuts.push(this.#inner.length - 1);
    if (report.point !== null) this.#points.push(report.point);
    this.#news = true;
    this.#live = report.live;
    this.#view = view ?? this.#view;
    this.#horizon = report.horizon;
    const due = performance.now() - this.#lastSent >= PROGRESS_EVERY_MS;
    if (due || this.#control.aboutToWait) this.flush();
  }

  /** Drops what has not been sent: it is computed again. */
  forget(): void {
    this.#points = [];
    this.#news = false;
    this.#milestones.length = 0;
  }

  flush(): void {
    if (!this.#news) return;
    this.#news = false;
    this.#lastSent = performance.now();
    const { config, seconds } = this.#trainer.checkpoint();
    const event: TrainProgress = {
      kind: 'train-progress',
      horizon: this.#horizon,
      epochs: config.epochs,
      horizonsPerSecond: this.#speed(),
      seconds,
      metaLoss: this.#points,
      inner: Float32Array.from(this.#inner),
      cuts: [...this.#cuts],
      live: this.#live,
      ...(this.#view === null ? {} : { view: this.#view }),
    };
    this.#points = [];
    this.#view = null;
    this.#send(event);
  }

  #passMilestone(report: UnrollReport): void {
    const ms = performance.now() - this.#control.waitedMs;
    const steps = report.fromStep + report.meanLosses.length - (report.fromStep === 0 ? 1 : 0);
    const horizons = report.horizon + steps / report.live.horizon;
    this.#milestones.push({ ms, horizons });
    for (let next = this.#milestones[1]; next !== undefined; next = this.#milestones[1]) {
      const late = next.ms < ms - SPEED_WINDOW_MS;
      if (!late || next.horizons > horizons - SPEED_WINDOW_HORIZONS) break;
      this.#milestones.shift();
    }
  }

  /** Horizons a second, validations and all. */
  #speed(): number {
    const first = this.#milestones[0];
    const last = this.#milestones.at(-1);
    if (first === undefined || last === undefined || last.ms === first.ms) return 0;
    return (1000 * (last.horizons - first.horizons)) / (last.ms - first.ms);
  }
}
