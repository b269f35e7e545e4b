/**
 * The line search of one problem, as a bracket that narrows: which step length to try next, from what was found at those
 * before. Numbers only; the functions are evaluated by whoever asks.
 *
 * Looked for is an α with, for φ(α) = f(θ + α p),
 *
 *     φ(α) ≤ φ(0) + c₁ α φ′(0)              enough decrease (Armijo)
 *     |φ′(α)| ≤ c₂ |φ′(0)|                  the strong Wolfe condition
 *
 * (Nocedal and Wright, "Numerical Optimization", 2nd ed., 3.7, with c₁ = 10⁻⁴ and c₂ = 0.9 as for quasi-Newton methods).
 * `low` always fulfils the first and still falls steeply; `high` breaks the first or rises steeply: so there is such an
 * α between them. As long as there is no `high`, α grows tenfold: a quadratic that falls at α by more than 0.9 of its
 * first slope has its minimum beyond 10 α. Between them the next α is the minimum of the cubic through both ends
 * (ibid., 3.59), not closer than a tenth to either; their middle where there is none.
 */

const ENOUGH_DECREASE = 1e-4;
const CURVATURE = 0.9;
const GROWTH = 10;
const LEAST_SHARE = 0.1;
/**
 * φ(α) − φ(0) is known to so much of φ(0) in float32, and no better: near a minimum nothing would count as a decrease
 * (compare Hager and Zhang, "A new conjugate gradient method with guaranteed descent and an efficient line search",
 * 2005, 4.1).
 */
const ROUNDING = 1e-6;
/** A bracket as narrow as this (of its upper end) holds no other float32 step. */
const NARROWEST = 1e-6;

/** φ(α) and φ′(α) at a step length. */
interface Sample {
  alpha: number;
  value: number;
  slope: number;
}

export class WolfeSearch {
  readonly #start: Sample;
  #low: Sample;
  #high: Sample | null = null;
  #alpha: number;
  #decided = false;
  /** Of f and ∇f, asked for until it was decided. */
  evaluations = 0;

  /**
   * @param value φ(0)
   * @param slope φ′(0); not below 0 (or no number): there is nothing to gain, and α is 0
   * @param first the step length to try first
   */
  constructor(value: number, slope: number, first: number) {
    this.#start = { alpha: 0, value, slope };
    this.#low = this.#start;
    this.#alpha = first;
    if (!(slope < 0 && Number.isFinite(value) && Number.isFinite(slope))) this.#decide(0);
  }

  /** α: to be tried next, or taken where `decided`. */
  get alpha(): number {
    return this.#alpha;
  }

  get decided(): boolean {
    return this.#decided;
  }

  /** What was found at `alpha`; no matter where that is decided already. */
  found(value: number, slope: number): void {
    if (this.#decided) return;
    this.evaluations++;
    const here = { alpha: this.#alpha, value, slope };
    const { value: v0, slope: s0 } = this.#start;
    const limit = v0 + ENOUGH_DECREASE * here.alpha * s0 + ROUNDING * Math.abs(v0);
    // Written so that what is not a number counts as too far.
    if (!(value <= limit && Number.isFinite(slope))) this.#high = here;
    else if (slope < CURVATURE * s0) this.#low = here;
    else if (slope > -CURVATURE * s0) this.#high = here;
    else {
      this.#decide(here.alpha);
      return;
    }
    this.#alpha = this.#next();
    const width = this.#high === null ? this.#alpha : this.#high.alpha - this.#low.alpha;
    if (!(width > NARROWEST * this.#alpha) || !Number.isFinite(this.#alpha)) this.giveUp();
  }

  /** Takes the longest step that is known to decrease f enough, and does; none at all where there is none. */
  giveUp(): void {
    if (this.#decided) return;
    const { alpha, value } = this.#low;
    this.#decide(value < this.#start.value ? alpha : 0);
  }

  #decide(alpha: number): void {
    this.#alpha = alpha;
    this.#decided = true;
  }

  #next(): number {
    const low = this.#low;
    const high = this.#high;
    if (high === null) return GROWTH * this.#alpha;
    const width = high.alpha - low.alpha;
    const best = cubicMinimum(low, high);
    if (!Number.isFinite(best)) return low.alpha + width / 2;
    const margin = LEAST_SHARE * width;
    return Math.min(high.alpha - margin, Math.max(low.alpha + margin, best));
  }
}

/** Where the cubic through both values and slopes has its minimum; NaN where it has none, or an end is no number. */
function cubicMinimum(a: Sample, b: Sample): number {
  const d1 = a.slope + b.slope - (3 * (a.value - b.value)) / (a.alpha - b.alpha);
  const d2 = Math.sqrt(d1 * d1 - a.slope * b.slope);
  return b.alpha - ((b.alpha - a.alpha) * (b.slope + d2 - d1)) / (b.slope - a.slope + 2 * d2);
}
