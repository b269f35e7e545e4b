/**
 * Meta-training (paper, section 2): φ is trained by Adam on the meta-loss of unrolls. θ and the optimizer's state go
 * on through the unrolls of a horizon and are fresh at each new one; Adam's own state persists. Problems are drawn by
 * (seed, horizon), so a checkpoint at a horizon's boundary is all that is needed to go on exactly; within a horizon, the
 * φ of its unrolls so far are needed too (specs/training.ts, MidHorizon).
 */
import { isSuspect } from '../evaluation/definitionCheck';
import type { LearnedRule } from '../optimizers/learnedRule';
import { LstmRule } from '../optimizers/lstm/lstmRule';
import { type Control, isStopped, withinUnit } from '../runtime/control';
import { byDefinition } from '../runtime/kernels/choice';
import { KernelFailure } from '../runtime/kernels/failure';
import { type Tensor1D, tf } from '../runtime/tf';
import type { Divergence } from '../specs/race';
import type {
  Checkpoint,
  LiveSettings,
  MetaLossPoint,
  TrainConfig,
  ValidationPoint,
} from '../specs/training';
import { ActiveClock } from './activeClock';
import { movingAverage } from './averaging';
import { freshCheckpoint, withLiveSettings } from './freshCheckpoint';
import { sampleHorizon } from './horizonPlan';
import { HorizonWeights } from './horizonWeights';
import { type MetaOptimizer, startMetaOptimizer } from './metaOptimizer';
import { rollHorizon, type UnrollReport } from './rollHorizon';
import { ValidationSet } from './validation';

export { liveSettings } from './freshCheckpoint';
export type { UnrollReport } from './rollHorizon';

export interface TrainHandlers {
  /** What it returns is waited for. */
  onUnroll?(report: UnrollReport): unknown;
  /** After each horizon; `checkpoint()` is then up to date. */
  onHorizon?(horizonsDone: number): void;
  onValidating?(): void;
  onValidation?(point: ValidationPoint, curve: Float32Array): void;
}

export interface TrainOutcome {
  outcome: 'finished' | 'stopped' | 'early-stopped' | 'diverged';
  checkpoint: Checkpoint;
  divergence?: Divergence;
}

export class MetaTrainer {
  readonly #rule: LearnedRule;
  /** Without its `metaLoss`, which grows in place: a copy for each horizon would cost the more the longer it is. */
  #checkpoint: Checkpoint;
  readonly #metaLoss: MetaLossPoint[];
  /** The checkpoint as others have it, and what it was made of. */
  #whole: { from: Checkpoint; checkpoint: Checkpoint } | null = null;
  #pendingLive: LiveSettings | null = null;
  /** What is kept of the horizon going on, while an unroll of it is reported. */
  #keepMidHorizon: (() => Promise<void>) | null = null;

  /**
   * Starts afresh, or goes on from a checkpoint (whose own configuration then counts).
   *
   * @param phi weights to start with, where they are not to be random
   */
  constructor(config: TrainConfig, checkpoint?: Checkpoint, phi?: Float32Array) {
    this.#rule = new LstmRule((checkpoint?.config ?? config).optimizer);
    const start = checkpoint ?? freshCheckpoint(config, this.#rule, phi);
    this.#metaLoss = [...start.metaLoss];
    this.#checkpoint = { ...start, metaLoss: [] };
  }

  /** Everything up to the last completed horizon, and what `keepMidHorizon` has kept of the one going on. */
  checkpoint(): Checkpoint {
    const from = this.#checkpoint;
    if (this.#whole?.from !== from) {
      this.#whole = { from, checkpoint: { ...from, metaLoss: [...this.#metaLoss] } };
    }
    return this.#whole.checkpoint;
  }

  /** From within `onUnroll`: the unrolls of the horizon going on become a part of the checkpoint. */
  async keepMidHorizon(): Promise<void> {
    await this.#keepMidHorizon?.();
  }

  /** What was kept of the horizon going on is not to be trusted: a run that goes on begins it anew. */
  dropMidHorizon(): void {
    const { midHorizon: _, ...checkpoint } = this.#checkpoint;
    this.#checkpoint = checkpoint;
  }

  /** New settings, in force from the next horizon on. */
  update(live: LiveSettings): void {
    this.#pendingLive = live;
  }

  /**
   * Trains until the last horizon, an early stop, a stop by the control, or a divergence. Can be called again to
   * go on after a stop. Never throws for these; holds no tensor afterwards.
   *
   * @param until stops after so many horizons in all, where the last one comes later
   */
  async run(
    control: Control,
    handlers: TrainHandlers = {},
    until = Number.POSITIVE_INFINITY,
  ): Promise<TrainOutcome> {
    const { config, midHorizon } = this.#checkpoint;
    const validation = new ValidationSet(config);
    const { phi, adam } = midHorizon ?? this.#checkpoint;
    const meta = startMetaOptimizer(phi, adam);
    try {
      for (;;) {
        // Asked before each horizon and not after one, so that a validation that a stop cut short is made up for.
        if (this.#validationIsDue()) await this.#validate(meta, validation, control, handlers);
        if (this.#checkpoint.horizonsDone >= this.#checkpoint.config.epochs) {
          return this.#ended('finished');
        }
        if (this.#patienceIsOver()) return this.#ended('early-stopped');
        if (this.#checkpoint.horizonsDone >= until) return this.#ended('stopped');
        // A horizon that goes on in its middle goes on as it began.
        if (this.#checkpoint.midHorizon === undefined) this.#applyLive();
        const divergence = await this.#trainHorizon(meta, control, handlers);
        if (divergence !== null) return { ...this.#ended('diverged'), divergence };
        handlers.onHorizon?.(this.#checkpoint.horizonsDone);
      }
    } catch (thrown) {
      if (isStopped(thrown)) return this.#ended('stopped');
      throw thrown;
    } finally {
      meta.dispose();
      validation.dispose();
    }
  }

  #ended(outcome: TrainOutcome['outcome']): TrainOutcome {
    return { outcome, checkpoint: this.checkpoint() };
  }

  #validationIsDue(): boolean {
    const { config, horizonsDone, validation } = this.#checkpoint;
    const due = horizonsDone % config.validation.every === 0 || horizonsDone >= config.epochs;
    return due && validation.at(-1)?.horizon !== horizonsDone;
  }

  #patienceIsOver(): boolean {
    const { config, validationsSinceBest } = this.#checkpoint;
    return config.validation.patience > 0 && validationsSinceBest >= config.validation.patience;
  }

  #applyLive(): void {
    const live = this.#pendingLive;
    if (live === null) return;
    this.#pendingLive = null;
    this.#checkpoint = {
      ...this.#checkpoint,
      config: withLiveSettings(this.#checkpoint.config, live, this.#checkpoint.horizonsDone),
    };
  }

  /** One horizon from fresh problems; commits a new checkpoint unless it diverges. */
  async #trainHorizon(
    meta: MetaOptimizer,
    control: Control,
    handlers: TrainHandlers,
  ): Promise<Divergence | null> {
    const { config, horizonsDone: horizon, midHorizon: done } = this.#checkpoint;
    let clock = new ActiveClock(control);
    const onReplayed = () => {
      clock = new ActiveClock(control);
    };
    const seconds = () => (done?.seconds ?? 0) + clock.seconds();
    const optimizee = sampleHorizon(config, horizon);
    const points: MetaLossPoint[] = [...(done?.metaLoss ?? [])];
    const weights = new HorizonWeights(done?.phis ?? []);
    const keep = async (): Promise<void> => {
      if (!weights.kept) return;
      const phis = await weights.read();
      const now = await meta.snapshot();
      const midHorizon = { phis, ...now, metaLoss: [...points], seconds: seconds() };
      this.#checkpoint = { ...this.#checkpoint, midHorizon };
    };
    try {
      const work = { config, horizon, rule: this.#rule, optimizee, meta, done, onReplayed };
      weights.begins(meta.phi);
      const divergence = await rollHorizon(work, control, async (report) => {
        if (report.point !== null) points.push(report.point);
        weights.ended();
        this.#keepMidHorizon = keep;
        await handlers.onUnroll?.(report);
        this.#keepMidHorizon = null;
        weights.begins(meta.phi);
      });
      if (divergence !== null) {
        if (isSuspect(divergence)) await this.#checkByDefinition(divergence, control);
        return divergence;
      }
    } finally {
      this.#keepMidHorizon = null;
      weights.dispose();
      optimizee.dispose();
    }
    const snapshot = await meta.snapshot();
    this.#metaLoss.push(...points);
    this.dropMidHorizon();
    this.#checkpoint = {
      ...this.#checkpoint,
      ...snapshot,
      ...movingAverage(this.#checkpoint, snapshot.phi),
      horizonsDone: horizon + 1,
      seconds: this.#checkpoint.seconds + seconds(),
    };
    return null;
  }

  /**
   * Repeats a horizon that diverged from its committed start, by the definition. A divergence there as well is a true
   * one, and nothing happens.
   *
   * @throws KernelFailure where the definition does not diverge
   */
  async #checkByDefinition({ message }: Divergence, control: Control): Promise<void> {
    const { config, phi, adam, horizonsDone: horizon } = this.#checkpoint;
    const rule = new LstmRule(config.optimizer, 'definition');
    const optimizee = byDefinition(() => sampleHorizon(config, horizon));
    const meta = startMetaOptimizer(phi, adam);
    try {
      const work = { config, horizon, rule, optimizee, meta };
      const again = await byDefinition(() => rollHorizon(work, withinUnit(control), () => {}));
      if (again === null) throw new KernelFailure(`${message}, and should be`);
    } finally {
      meta.dispose();
      optimizee.dispose();
    }
  }

  async #validate(
    meta: MetaOptimizer,
    validation: ValidationSet,
    control: Control,
    handlers: TrainHandlers,
  ): Promise<void> {
    handlers.onValidating?.();
    const before = this.#checkpoint;
    const average = before.average === undefined ? null : tf.tensor1d(before.average);
    const phi: Tensor1D = average ?? meta.phi;
    const optimizer = this.#rule.optimizer(phi);
    try {
      const anew = () => this.#rule.optimizer(phi);
      const result = await validation.evaluate(optimizer, control, anew);
      const best = before.best === null || result.mean < before.best.score;
      const point: ValidationPoint = {
        horizon: before.horizonsDone,
        seconds: before.seconds,
        mean: result.mean,
        median: result.median,
        best,
      };
      this.#checkpoint = {
        ...before,
        best: best
          ? { phi: before.average ?? before.phi, score: result.mean, horizon: before.horizonsDone }
          : before.best,
        validationsSinceBest: best ? 0 : before.validationsSinceBest + 1,
        validation: [...before.validation, point],
      };
      handlers.onValidation?.(point, result.curve);
    } finally {
      optimizer.dispose();
      average?.dispose();
    }
  }
}
