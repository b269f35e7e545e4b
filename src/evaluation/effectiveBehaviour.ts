/**
 * What an optimizer's updates amount to: least-squares fits, without a constant, over all coordinates and steps, by
 *
 *     gradient    u ≈ −a g
 *     momentum    u ≈ −a g − b m,        m ← β₁ m + (1 − β₁) g
 *     adam        u ≈ −a m̂ / (√v̂ + ε),   v ← β₂ v + (1 − β₂) g²,   m̂ = m / (1 − β₁ᵗ),   v̂ = v / (1 − β₂ᵗ)
 *
 * and R² = 1 − Σ(u − û)²/Σu² of each. m is not corrected for its start, so that updates by momentum and by NAG
 * (β₁ = 0.9) are explained wholly: theirs are −η/(1 − β₁) m and −η g − η β₁/(1 − β₁) m. Large updates weigh the most,
 * as in any least squares.
 */
import { type Control, freeRunning } from '../runtime/control';
import type { EffectiveBehaviour, Explanation, Fit } from '../specs/trace';

const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-8;

/** So many windows over the steps at most, of so many steps at least. */
const MOST_WINDOWS = 20;
const LEAST_STEPS = 5;

/** g and m count as one direction where the square of the sine between them is below this. */
const SAME_DIRECTION = 1e-10;

/** What a fit needs of the products, summed over coordinates and steps; d is Adam's direction. */
interface Sums {
  uu: number;
  gg: number;
  gu: number;
  mm: number;
  gm: number;
  mu: number;
  dd: number;
  du: number;
}

/**
 * @param gradient ∇ₜ [T × k], row by step
 * @param update uₜ [T × k]; steps from the first row on that has a number which is not finite are left out of everything
 * @throws LabError `stopped`
 */
export async function effectiveBehaviour(
  gradient: Float32Array,
  update: Float32Array,
  coordinates: number,
  control: Control = freeRunning,
): Promise<EffectiveBehaviour> {
  const rows = await sumsByStep(gradient, update, coordinates, control);
  const count = Math.max(1, Math.min(MOST_WINDOWS, Math.floor(rows.length / LEAST_STEPS)));
  const edge = (i: number) => Math.round((i * rows.length) / count);
  const windows = Array.from({ length: count }, (_, i) => ({ from: edge(i), to: edge(i + 1) }));
  return {
    whole: fits(rows),
    windows: windows
      .filter(({ from, to }) => to > from)
      .map(({ from, to }) => ({ from, to, fits: fits(rows.slice(from, to)) })),
  };
}

/** In one pass, with m and v of every coordinate running along. */
async function sumsByStep(
  gradient: Float32Array,
  update: Float32Array,
  coordinates: number,
  control: Control,
): Promise<Sums[]> {
  const m = new Float64Array(coordinates);
  const v = new Float64Array(coordinates);
  const rows: Sums[] = [];
  for (let from = 0; from < gradient.length; from += coordinates) {
    const sums = sumsOfStep(gradient, update, from, rows.length + 1, m, v);
    if (!Object.values(sums).every(Number.isFinite)) break;
    rows.push(sums);
    await control.breathe();
  }
  return rows;
}

/**
 * @param from where the step's row begins
 * @param t which step it is, counted from 1 as in Adam
 * @param m of the step before, and then of this one; `v` the same
 */
function sumsOfStep(
  gradient: Float32Array,
  update: Float32Array,
  from: number,
  t: number,
  m: Float64Array,
  v: Float64Array,
): Sums {
  const correction1 = 1 - BETA1 ** t;
  const correction2 = 1 - BETA2 ** t;
  let [uu, gg, gu, mm, gm, mu, dd, du] = [0, 0, 0, 0, 0, 0, 0, 0];
  for (let i = 0; i < m.length; i++) {
    const g = gradient[from + i] as number;
    const u = update[from + i] as number;
    const mean = BETA1 * (m[i] as number) + (1 - BETA1) * g;
    const square = BETA2 * (v[i] as number) + (1 - BETA2) * g * g;
    m[i] = mean;
    v[i] = square;
    const d = mean / correction1 / (Math.sqrt(square / correction2) + EPSILON);
    uu += u * u;
    gg += g * g;
    gu += g * u;
    mm += mean * mean;
    gm += g * mean;
    mu += mean * u;
    dd += d * d;
    du += d * u;
  }
  return { uu, gg, gu, mm, gm, mu, dd, du };
}

function fits(rows: readonly Sums[]): Record<Explanation, Fit> {
  const s: Sums = { uu: 0, gg: 0, gu: 0, mm: 0, gm: 0, mu: 0, dd: 0, du: 0 };
  for (const row of rows) {
    for (const name of Object.keys(s) as (keyof Sums)[]) s[name] += row[name];
  }
  return { gradient: byOne(s.uu, s.gg, s.gu), momentum: byTwo(s), adam: byOne(s.uu, s.dd, s.du) };
}

const NOTHING: Fit = { r2: null, rate: null, momentumRate: null };

/** u ≈ −a x: a = −⟨x, u⟩/⟨x, x⟩. Where x is 0 throughout it explains nothing and has no rate. */
function byOne(uu: number, xx: number, xu: number): Fit {
  if (uu === 0) return NOTHING;
  if (xx === 0) return { r2: 0, rate: null, momentumRate: null };
  return { r2: share((xu * xu) / xx, uu), rate: -xu / xx, momentumRate: null };
}

/**
 * u ≈ −a g − b m by the normal equations. Where g and m are one direction, the gradient has all of it (b = 0); where
 * there is no gradient any more, m has it (a = 0).
 */
function byTwo({ uu, gg, gu, mm, gm, mu }: Sums): Fit {
  if (uu === 0) return NOTHING;
  const determinant = gg * mm - gm * gm;
  if (determinant <= SAME_DIRECTION * gg * mm) {
    if (gg > 0) return { ...byOne(uu, gg, gu), momentumRate: 0 };
    const { r2, rate } = byOne(uu, mm, mu);
    return { r2, rate: rate === null ? null : 0, momentumRate: rate };
  }
  const a = (gm * mu - mm * gu) / determinant;
  const b = (gm * gu - gg * mu) / determinant;
  return { r2: share(-a * gu - b * mu, uu), rate: a, momentumRate: b };
}

/** What is explained of Σu²: between 0 and 1 but for rounding. */
const share = (explained: number, all: number): number => Math.min(1, Math.max(0, explained / all));
