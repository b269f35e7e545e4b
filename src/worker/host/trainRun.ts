/** One meta-training as the page follows it: baselines for reference, then horizons, validations and checkpoints. */
import { liveSettings, MetaTrainer, type UnrollReport } from '../../metaTraining/metaTrainer';
import { isStopped, type RunControl } from '../../runtime/control';
import type { Checkpoint, LiveSettings, MetaLossPoint, TrainConfig } from '../../specs/training';
import type { TrainEnd, TrainEvent, TrainProgress } from '../protocol';
import { referenceBaselines } from './referenceBaselines';

export interface ActiveTraining {
  update(live: LiveSettings): void;
}

const PROGRESS_EVERY_MS = 110;
const CHECKPOINT_EVERY_MS = 3000;
/** Weight of the newest unroll in the smoothed speed. */
const SPEED_SMOOTHING = 0.15;

type Send = (event: TrainEvent) => void;

export async function trainRun(
  config: TrainConfig,
  checkpoint: Checkpoint | undefined,
  control: RunControl,
  send: Send,
  onActive: (training: ActiveTraining) => void,
): Promise<TrainEnd> {
  const trainer = new MetaTrainer(config, checkpoint);
  onActive(trainer);
  try {
    send({ kind: 'state', state: 'tuning', text: 'Tuning the baselines for reference' });
    send({
      kind: 'train-baselines',
      rows: await referenceBaselines(trainer.checkpoint().config, control),
    });
  } catch (thrown) {
    if (isStopped(thrown)) return { outcome: 'stopped', checkpoint: trainer.checkpoint() };
    throw thrown;
  }
  send({ kind: 'state', state: 'running', text: 'Training' });

  const progress = new ProgressReporter(trainer, control, send);
  let lastCheckpoint = performance.now();
  const sendCheckpoint = () => {
    lastCheckpoint = performance.now();
    send({ kind: 'train-checkpoint', checkpoint: trainer.checkpoint() });
  };
  const announceWaiting = control.onWaiting;
  control.onWaiting = (waiting) => {
    if (waiting) {
      progress.flush();
      sendCheckpoint();
    }
    announceWaiting?.(waiting);
  };

  const end = await trainer.run(control, {
    onUnroll: (report) => progress.add(report),
    onHorizon: () => {
      if (performance.now() - lastCheckpoint > CHECKPOINT_EVERY_MS) sendCheckpoint();
    },
    onValidating: () => {
      progress.flush();
      send({ kind: 'state', state: 'validating', text: 'Validating on fresh problems' });
    },
    onValidation: (point, curve) => {
      send({ kind: 'train-validation', point, curve });
      sendCheckpoint();
      send({ kind: 'state', state: 'running', text: 'Training' });
      progress.restartClock();
    },
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
  #inner: number[] = [];
  #cuts: number[] = [];
  #live: LiveSettings;
  #horizon = 0;
  #speed = 0;
  #lastUnroll = performance.now();
  #waitedAtLastUnroll = 0;
  #lastSent = 0;

  constructor(trainer: MetaTrainer, control: RunControl, send: Send) {
    this.#trainer = trainer;
    this.#control = control;
    this.#send = send;
    this.#live = liveSettings(trainer.checkpoint().config);
    this.#horizon = trainer.checkpoint().horizonsDone;
  }

  add(report: UnrollReport): void {
    this.#measureSpeed(report);
    if (report.fromStep === 0) {
      this.#inner = [];
      this.#cuts = [];
    }
    this.#inner.push(...report.meanLosses);
    this.#cuts.push(this.#inner.length - 1);
    this.#points.push(report.point);
    this.#live = report.live;
    this.#horizon = report.point.horizon;
    const due = performance.now() - this.#lastSent >= PROGRESS_EVERY_MS;
    if (due || this.#control.aboutToWait) this.flush();
  }

  flush(): void {
    if (this.#points.length === 0) return;
    this.#lastSent = performance.now();
    const { config, seconds } = this.#trainer.checkpoint();
    const event: TrainProgress = {
      kind: 'train-progress',
      horizon: this.#horizon,
      epochs: config.epochs,
      horizonsPerSecond: this.#speed,
      seconds,
      metaLoss: this.#points,
      inner: Float32Array.from(this.#inner),
      cuts: [...this.#cuts],
      live: this.#live,
    };
    this.#points = [];
    this.#send(event);
  }

  /** The time since the last unroll was spent on something else. */
  restartClock(): void {
    this.#lastUnroll = performance.now();
    this.#waitedAtLastUnroll = this.#control.waitedMs;
  }

  #measureSpeed(report: UnrollReport): void {
    const waited = this.#control.waitedMs - this.#waitedAtLastUnroll;
    const seconds = (performance.now() - this.#lastUnroll - waited) / 1000;
    this.restartClock();
    const steps = report.meanLosses.length - (report.fromStep === 0 ? 1 : 0);
    const now = steps / report.live.horizon / Math.max(seconds, 1e-6);
    this.#speed = this.#speed === 0 ? now : this.#speed + SPEED_SMOOTHING * (now - this.#speed);
  }
}
