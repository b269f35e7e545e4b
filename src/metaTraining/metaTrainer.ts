/**
 * Meta-training (paper, section 2): φ is trained by Adam on the meta-loss of unrolls. θ and the optimizer's state go
 * on through the unrolls of a horizon and are fresh at each new one; Adam's own state persists. Problems are drawn by
 * (seed, horizon), so a checkpoint at a horizon's boundary is all that is needed to go on exactly.
 */
import { isSuspect } from '../evaluation/definitionCheck';
import type { Optimizee } from '../optimizees/optimizee';
import { sampleOptimizee, sampleStart } from '../optimizees/registry';
import type { LearnedRule } from '../optimizers/learnedRule';
import { LstmRule } from '../optimizers/lstm/lstmRule';
import { type Control, isStopped, withinUnit } from '../runtime/control';
import { byDefinition } from '../runtime/kernels/choice';
import { KernelFailure } from '../runtime/kernels/failure';
import { RandomStream } from '../runtime/random';
import type { Divergence } from '../specs/race';
import type {
  Checkpoint,
  LiveSettings,
  MetaLossPoint,
  TrainConfig,
  ValidationPoint,
} from '../specs/training';
import { ActiveClock } from './activeClock';
import { gradientDivergence, lossDivergence } from './divergence';
import { type MetaOptimizer, scheduledRate, startMetaOptimizer } from './metaOptimizer';
import { stepWeight } from './objective';
import { startRollout } from './rollout';
import { ValidationSet } from './validation';

export interface UnrollReport {
  point: MetaLossPoint;
  /** First step of the unroll (its losses are those of the steps behind it). */
  fromStep: number;
  /** f̄ at the unroll's steps; with `fromStep` 0 the starting loss comes first. */
  meanLosses: Float32Array;
  gradientNorm: number;
  live: LiveSettings;
}

export interface TrainHandlers {
  onUnroll?(report: UnrollReport): void;
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
  #checkpoint: Checkpoint;
  #pendingLive: LiveSettings | null = null;

  /**
   * Starts afresh, or goes on from a checkpoint (whose own configuration then counts).
   *
   * @param phi weights to start with, where they are not to be random
   */
  constructor(config: TrainConfig, checkpoint?: Checkpoint, phi?: Float32Array) {
    this.#rule = new LstmRule((checkpoint?.config ?? config).optimizer);
    this.#checkpoint = checkpoint ?? freshCheckpoint(config, this.#rule, phi);
  }

  /** Everything up to the last completed horizon. */
  checkpoint(): Checkpoint {
    return this.#checkpoint;
  }

  /** New settings, in force from the next horizon on. */
  update(live: LiveSettings): void {
    this.#pendingLive = live;
  }

  /**
   * Trains until the last horizon, an early stop, a stop by the control, or a divergence. Can be called again to
   * go on after a stop. Never throws for these; holds no tensor afterwards.
   */
  async run(control: Control, handlers: TrainHandlers = {}): Promise<TrainOutcome> {
    const { config } = this.#checkpoint;
    const validation = new ValidationSet(config);
    const meta = startMetaOptimizer(this.#checkpoint.phi, this.#checkpoint.adam);
    try {
      for (;;) {
        // Asked before each horizon and not after one, so that a validation that a stop cut short is made up for.
        if (this.#validationIsDue()) await this.#validate(meta, validation, control, handlers);
        if (this.#checkpoint.horizonsDone >= this.#checkpoint.config.epochs) {
          return this.#ended('finished');
        }
        if (this.#patienceIsOver()) return this.#ended('early-stopped');
        this.#applyLive();
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
    return { outcome, checkpoint: this.#checkpoint };
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
    const { config } = this.#checkpoint;
    this.#checkpoint = {
      ...this.#checkpoint,
      config: {
        ...config,
        horizon: live.horizon,
        unroll: live.unroll,
        problems: live.problems,
        metaLearningRate: [{ horizon: 0, rate: live.metaLearningRate }],
      },
    };
  }

  /** One horizon from fresh problems; commits a new checkpoint unless it diverges. */
  async #trainHorizon(
    meta: MetaOptimizer,
    control: Control,
    handlers: TrainHandlers,
  ): Promise<Divergence | null> {
    const { horizonsDone: horizon } = this.#checkpoint;
    const clock = new ActiveClock(control);
    const optimizee = this.#sampleProblems();
    const points: MetaLossPoint[] = [];
    try {
      const divergence = await this.#rollHorizon(this.#rule, optimizee, meta, control, (report) => {
        points.push(report.point);
        handlers.onUnroll?.(report);
      });
      if (divergence !== null) {
        if (isSuspect(divergence)) await this.#checkByDefinition(divergence, control);
        return divergence;
      }
    } finally {
      optimizee.dispose();
    }
    this.#checkpoint = {
      ...this.#checkpoint,
      ...(await meta.snapshot()),
      horizonsDone: horizon + 1,
      seconds: this.#checkpoint.seconds + clock.seconds(),
      metaLoss: [...this.#checkpoint.metaLoss, ...points],
    };
    return null;
  }

  /** The functions of the horizon that is next. */
  #sampleProblems(): Optimizee {
    const { config, horizonsDone } = this.#checkpoint;
    return sampleOptimizee(config.task, config.problems, config.seed, 'training', horizonsDone);
  }

  /**
   * Repeats a horizon that diverged from its committed start, by the definition. A divergence there as well is a true
   * one, and nothing happens.
   *
   * @throws KernelFailure where the definition does not diverge
   */
  async #checkByDefinition({ message }: Divergence, control: Control): Promise<void> {
    const { config, phi, adam } = this.#checkpoint;
    const rule = new LstmRule(config.optimizer, 'definition');
    const optimizee = byDefinition(() => this.#sampleProblems());
    const meta = startMetaOptimizer(phi, adam);
    try {
      const unseen = () => {};
      const calm = withinUnit(control);
      const again = await byDefinition(() =>
        this.#rollHorizon(rule, optimizee, meta, calm, unseen),
      );
      if (again === null) throw new KernelFailure(`${message}, and should be`);
    } finally {
      meta.dispose();
      optimizee.dispose();
    }
  }

  async #rollHorizon(
    rule: LearnedRule,
    optimizee: Optimizee,
    meta: MetaOptimizer,
    control: Control,
    onUnroll: (report: UnrollReport) => void,
  ): Promise<Divergence | null> {
    const { config, horizonsDone: horizon } = this.#checkpoint;
    const rate = scheduledRate(config.metaLearningRate, horizon);
    const live = { ...liveSettings(config), metaLearningRate: rate };
    const theta0 = sampleStart(optimizee, config.seed, 'training', horizon);
    const rollout = startRollout(optimizee, rule, theta0, Math.min(config.unroll, config.horizon));
    try {
      const startLoss = await rollout.meanLoss();
      for (let unroll = 0; rollout.step < config.horizon; unroll++) {
        const fromStep = rollout.step;
        const end = Math.min(fromStep + config.unroll, config.horizon);
        const weights = Array.from({ length: end - fromStep }, (_, k) =>
          stepWeight(config.stepWeights, fromStep + k + 1, config.horizon, end),
        );
        const result = await rollout.unroll(meta.phi, config.objective, weights, control);
        try {
          const divergence =
            lossDivergence(result.meanLosses, fromStep, startLoss, horizon) ??
            gradientDivergence(result.gradientNorm, fromStep, end, horizon);
          if (divergence !== null) return divergence;
          meta.apply(result.gradient, rate);
        } finally {
          result.gradient.dispose();
        }
        const weightSum = weights.reduce((a, b) => a + b, 0);
        onUnroll({
          point: { horizon, unroll, value: result.metaLoss / weightSum },
          fromStep,
          meanLosses:
            fromStep === 0
              ? Float32Array.from([startLoss, ...result.meanLosses])
              : result.meanLosses,
          gradientNorm: result.gradientNorm,
          live,
        });
        await control.unit();
      }
      return null;
    } finally {
      rollout.dispose();
    }
  }

  async #validate(
    meta: MetaOptimizer,
    validation: ValidationSet,
    control: Control,
    handlers: TrainHandlers,
  ): Promise<void> {
    handlers.onValidating?.();
    const optimizer = this.#rule.optimizer(meta.phi);
    try {
      const anew = () => this.#rule.optimizer(meta.phi);
      const result = await validation.evaluate(optimizer, control, anew);
      const before = this.#checkpoint;
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
          ? { phi: before.phi, score: result.mean, horizon: before.horizonsDone }
          : before.best,
        validationsSinceBest: best ? 0 : before.validationsSinceBest + 1,
        validation: [...before.validation, point],
      };
      handlers.onValidation?.(point, result.curve);
    } finally {
      optimizer.dispose();
    }
  }
}

export function liveSettings(config: TrainConfig): LiveSettings {
  return {
    horizon: config.horizon,
    unroll: config.unroll,
    problems: config.problems,
    metaLearningRate: config.metaLearningRate[0]?.rate ?? 0,
  };
}

function freshCheckpoint(config: TrainConfig, rule: LearnedRule, given?: Float32Array): Checkpoint {
  const phi = given ?? rule.initialWeights(RandomStream.of(config.seed, 'weights'));
  const steps = config.validation.steps ?? config.horizon;
  return {
    version: 1,
    config: { ...config, validation: { ...config.validation, steps } },
    horizonsDone: 0,
    seconds: 0,
    phi,
    adam: { step: 0, m: new Float32Array(phi.length), v: new Float32Array(phi.length) },
    best: null,
    validationsSinceBest: 0,
    metaLoss: [],
    validation: [],
  };
}
