/**
 * Meta-training (paper, section 2): φ is trained by Adam on the meta-loss of unrolls. θ and the optimizer's state go
 * on through the unrolls of a horizon and are fresh at each new one; Adam's own state persists. Problems are drawn by
 * (seed, horizon), so a checkpoint at a horizon's boundary is all that is needed to go on exactly.
 */
import { mean } from '../evaluation/summary';
import type { Optimizee } from '../optimizees/optimizee';
import { sampleOptimizee, sampleStart } from '../optimizees/registry';
import type { LearnedRule } from '../optimizers/learnedRule';
import { LstmRule } from '../optimizers/lstm/lstmRule';
import type { Control } from '../runtime/control';
import { isStopped } from '../runtime/control';
import { RandomStream } from '../runtime/random';
import { readFloats } from '../runtime/tf';
import type { Divergence } from '../specs/race';
import type {
  Checkpoint,
  LiveSettings,
  MetaLossPoint,
  TrainConfig,
  ValidationPoint,
} from '../specs/training';
import { gradientDivergence, lossDivergence } from './divergence';
import { MetaOptimizer, scheduledRate } from './metaOptimizer';
import { stepWeight } from './objective';
import { disposeRollout, runUnroll, startRollout } from './unroll';
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

  /** Starts afresh, or goes on from a checkpoint (whose own configuration then counts). */
  constructor(config: TrainConfig, checkpoint?: Checkpoint) {
    this.#rule = new LstmRule((checkpoint?.config ?? config).optimizer);
    this.#checkpoint = checkpoint ?? freshCheckpoint(config, this.#rule);
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
    const validation = new ValidationSet(
      config.task,
      config.validation.problems,
      config.validation.steps ?? config.horizon,
      config.seed,
    );
    const meta = new MetaOptimizer(this.#checkpoint.phi, this.#checkpoint.adam);
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
    const { config, horizonsDone: horizon } = this.#checkpoint;
    const clock = new ActiveClock(control);
    const optimizee = sampleOptimizee(
      config.task,
      config.problems,
      config.seed,
      'training',
      horizon,
    );
    const points: MetaLossPoint[] = [];
    try {
      const divergence = await this.#rollHorizon(optimizee, meta, control, (report) => {
        points.push(report.point);
        handlers.onUnroll?.(report);
      });
      if (divergence !== null) return divergence;
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

  async #rollHorizon(
    optimizee: Optimizee,
    meta: MetaOptimizer,
    control: Control,
    onUnroll: (report: UnrollReport) => void,
  ): Promise<Divergence | null> {
    const { config, horizonsDone: horizon } = this.#checkpoint;
    const rate = scheduledRate(config.metaLearningRate, horizon);
    const live = { ...liveSettings(config), metaLearningRate: rate };
    const theta0 = sampleStart(optimizee, config.seed, 'training', horizon);
    let point = startRollout(optimizee, this.#rule, theta0);
    let startLoss: number | null = null;
    try {
      for (let unroll = 0; point.step < config.horizon; unroll++) {
        const fromStep = point.step;
        const end = Math.min(fromStep + config.unroll, config.horizon);
        const weights = Array.from({ length: end - fromStep }, (_, k) =>
          stepWeight(config.stepWeights, fromStep + k + 1, config.horizon, end),
        );
        startLoss ??= mean(await readFloats(point.loss));
        const result = await runUnroll(
          optimizee,
          this.#rule,
          meta.phi,
          point,
          config.objective,
          weights,
          control,
        );
        point = result.next;
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
      disposeRollout(point);
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
      const result = await validation.evaluate(optimizer, control);
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

/** Seconds that a run has been moving: what it waited while paused does not count. */
class ActiveClock {
  readonly #control: Control;
  readonly #from = performance.now();
  readonly #waitedBefore: number;

  constructor(control: Control) {
    this.#control = control;
    this.#waitedBefore = control.waitedMs;
  }

  seconds(): number {
    const waited = this.#control.waitedMs - this.#waitedBefore;
    return (performance.now() - this.#from - waited) / 1000;
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

function freshCheckpoint(config: TrainConfig, rule: LearnedRule): Checkpoint {
  const phi = rule.initialWeights(RandomStream.of(config.seed, 'weights'));
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
