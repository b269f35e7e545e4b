/** Quadratics with a convex term beside them, and meta-gradients on them, in plain float64 numbers. */
import { WithConvexTerm } from '../../src/optimizees/convexTerm';
import { Quadratic } from '../../src/optimizees/quadratic';
import { RandomStream } from '../../src/runtime/random';
import { lstmConfigSchema } from '../../src/specs/optimizer';
import { quadraticInNumbers } from './inNumbers';
import { pairing, updatesInNumbers } from './lstmInNumbers';

/** How many problems, coordinates of θ, and coordinates of x. */
export const [B, n, m] = [3, 4, 5];
const rng = RandomStream.of(9, 'convex term');
export const [w, y, v] = [rng.normals(B * n * n), rng.normals(B * n), rng.normals(B * m)];
export const c = rng.normals(B * m, 0.5).map((x) => Math.exp(x));
/** Quadratics with a convex term in other units. */
export const convex = () =>
  new WithConvexTerm(new Quadratic(w, y, B, n, 0.01), { minima: v, factors: c });

/** F and ∇F of one problem in float64. */
export function convexInNumbers(
  b: number,
  point: ArrayLike<number>,
): { loss: number; gradient: number[] } {
  const own = (row: Float32Array, size: number) => row.subarray(b * size, (b + 1) * size);
  const all = Array.from(point);
  const f = quadraticInNumbers(own(w, n * n), own(y, n), all.slice(0, n));
  const away = all.slice(n).map((x, i) => (own(c, m)[i] ?? 0) * x - (own(v, m)[i] ?? 0));
  return {
    loss: f.loss + away.reduce((sum, d) => sum + d * d, 0) / m,
    gradient: [...f.gradient, ...away.map((d, i) => (2 / m) * (own(c, m)[i] ?? 0) * d)],
  };
}

/** Adam's updates for the gradients of one coordinate, in float64. */
function adamInNumbers(gradients: readonly number[], rate: number): number[] {
  let [first, second] = [0, 0];
  return gradients.map((g, t) => {
    first = 0.9 * first + 0.1 * g;
    second = 0.999 * second + 0.001 * g * g;
    const size = Math.sqrt(second / (1 - 0.999 ** (t + 1))) + 1e-8;
    return (-rate * first) / (1 - 0.9 ** (t + 1)) / size;
  });
}

export const LSTM = lstmConfigSchema.parse({ layers: 1, hiddenUnits: 3, outputScale: 0.5 });
/** Steps of the unroll. */
export const T = 6;

/**
 * The meta-gradient in float64, from the equations: the way of θ is rolled with everybody's updates in plain numbers,
 * λₜ is added up, and Σ ⟨λₜ, uₜ⟩ is differentiated by central differences of φ with gradients held fast.
 *
 * @param alpha α of an example beside the meta-loss; null where there is none
 */
export function metaGradientInNumbers(
  phi: Float32Array,
  start: Float32Array,
  weights: readonly number[],
  log: boolean,
  alpha: number | null,
  rate: number,
): number[] {
  const size = n + m;
  const thetas = Array.from({ length: B }, (_, b) =>
    Array.from(start.subarray(b * size, (b + 1) * size)),
  );
  // gradients[t] is ∇F(θₜ) of all problems, [B · (n + m)].
  const gradients: number[][] = [];
  const means: number[] = [];
  const look = () => {
    const here = thetas.map((theta, b) => convexInNumbers(b, theta));
    gradients.push(here.flatMap((one) => one.gradient));
    means.push(here.reduce((sum, one) => sum + one.loss, 0) / B);
  };
  look();
  const updates: number[][] = [];
  for (let t = 0; t < T; t++) {
    const row = Array.from({ length: B * size }, (_, i) => {
      const own = gradients.map((g) => g[i] ?? 0);
      return updatesInNumbers(LSTM, phi, own).at(-1) ?? 0;
    });
    updates.push(row);
    for (const [b, theta] of thetas.entries()) {
      for (let i = 0; i < size; i++) theta[i] = (theta[i] ?? 0) + (row[b * size + i] ?? 0);
    }
    look();
  }
  const cotangents: number[][] = new Array(T);
  let behind = new Array<number>(B * size).fill(0);
  for (let t = T - 1; t >= 0; t--) {
    const weight = (weights[t] ?? 0) / B / (log ? (means[t + 1] ?? 1) : 1);
    behind = behind.map((x, i) => x + weight * (gradients[t + 1]?.[i] ?? 0));
    cotangents[t] = behind;
  }
  if (alpha !== null) {
    for (let i = 0; i < B * size; i++) {
      const adam = adamInNumbers(
        gradients.slice(0, T).map((g) => g[i] ?? 0),
        rate,
      );
      for (let t = 0; t < T; t++) {
        const away = (updates[t]?.[i] ?? 0) - (adam[t] ?? 0);
        const row = [...(cotangents[t] ?? [])];
        row[i] = (row[i] ?? 0) + (alpha * away) / (B * size * rate ** 2);
        cotangents[t] = row;
      }
    }
  }
  const fixed = gradients.slice(0, T);
  return Array.from(phi, (_, k) => {
    const h = 1e-5;
    const moved = (by: number) => {
      const other = Float64Array.from(phi);
      other[k] = (other[k] ?? 0) + by;
      return pairing(LSTM, other, fixed, cotangents);
    };
    return (moved(h) - moved(-h)) / (2 * h);
  });
}
