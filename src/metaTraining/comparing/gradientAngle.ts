/**
 * How far the first-order meta-gradient points away from the full one. Both are taken at the same weights over all
 * unrolls of a horizon, truncated alike, by the same rollouts that a training uses.
 */
import type { Control } from '../../runtime/control';
import { readFloats } from '../../runtime/tf';
import type { GradientAngle, GradientPair } from '../../specs/metaGradients';
import type { MetaGradientKind, TrainConfig } from '../../specs/training';
import { norm } from '../objective';
import { type Rollout, startRollout } from '../rollout';
import { type ComparedHorizon, finite, openHorizon, type PlannedUnroll } from './setting';

/**
 * @param given φ, flattened as in a checkpoint; null: the random weights that a training would begin with
 * @param horizon whose functions are rolled: its number, counted from 0
 * @param onProgress is told how many of the unrolls are done
 * @throws LabError `stopped`; `diverged` where a meta-gradient is not finite; `bad-input` where φ does not fit or the
 *   task has no second derivatives
 */
export async function gradientAngle(
  config: TrainConfig,
  given: Float32Array | null,
  horizon: number,
  control: Control,
  onProgress: (done: number, total: number) => void = () => {},
): Promise<GradientAngle> {
  const opened = openHorizon(config, given, horizon);
  const rollouts: Rollout[] = [];
  try {
    const first = new Side(opened, 'first-order', rollouts);
    const full = new Side(opened, 'full', rollouts);
    const unrolls: GradientAngle['unrolls'] = [];
    const total = 2 * opened.unrolls.length;
    for (const [k, unroll] of opened.unrolls.entries()) {
      const one = await first.unroll(unroll, control);
      onProgress(2 * k + 1, total);
      const other = await full.unroll(unroll, control);
      onProgress(2 * k + 2, total);
      if (one === null || other === null) continue;
      const { fromStep, toStep } = unroll;
      unrolls.push({ fromStep, toStep, ...pairOf(one, other) });
    }
    return {
      whole: pairOf(first.sum, full.sum),
      unrolls,
      firstMs: Math.min(...first.milliseconds),
      fullMs: Math.min(...full.milliseconds),
    };
  } finally {
    for (const rollout of rollouts) rollout.dispose();
    opened.dispose();
  }
}

/** One kind of meta-gradient on its way through the horizon. */
class Side {
  readonly #opened: ComparedHorizon;
  readonly #rollout: Rollout;
  /** Of the unrolls so far [P]. */
  readonly sum: Float32Array;
  readonly milliseconds: number[] = [];

  constructor(opened: ComparedHorizon, kind: MetaGradientKind, rollouts: Rollout[]) {
    const { optimizee, rule, config, phi } = opened;
    this.#opened = opened;
    this.sum = new Float32Array(phi.size);
    const longest = opened.unrolls[0]?.weights.length ?? config.unroll;
    this.#rollout = startRollout(optimizee, rule, opened.start(), longest, null, kind);
    rollouts.push(this.#rollout);
  }

  /** dL/dφ [P]; null where no step counts. */
  async unroll({ weights, counts }: PlannedUnroll, control: Control): Promise<Float32Array | null> {
    const { phi, config } = this.#opened;
    if (!counts) {
      await this.#rollout.coast(phi, weights.length, control);
      return null;
    }
    const from = performance.now() - control.waitedMs;
    const result = await this.#rollout.unroll(phi, config.objective, weights, control);
    const gradient = await readFloats(result.gradient);
    this.milliseconds.push(performance.now() - control.waitedMs - from);
    result.gradient.dispose();
    finite(result.gradientNorm, 'The meta-gradient');
    for (const [i, value] of gradient.entries()) this.sum[i] = (this.sum[i] as number) + value;
    return gradient;
  }
}

function pairOf(first: Float32Array, full: Float32Array): GradientPair {
  const firstNorm = norm(first);
  const fullNorm = norm(full);
  // By the lengths of the units' difference and sum: the arc cosine cannot tell small angles apart.
  let apart = 0;
  let together = 0;
  for (const [i, value] of first.entries()) {
    const [a, b] = [value / firstNorm, (full[i] as number) / fullNorm];
    apart += (a - b) ** 2;
    together += (a + b) ** 2;
  }
  const degrees = (360 / Math.PI) * Math.atan2(Math.sqrt(apart), Math.sqrt(together));
  return { degrees, firstNorm, fullNorm };
}
