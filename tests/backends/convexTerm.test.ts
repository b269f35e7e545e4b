/** Functions with a convex one beside them, on every backend. */
import { describe, expect, test } from 'vitest';
import { WithConvexTerm } from '../../src/optimizees/convexTerm';
import { CpuEvaluation } from '../../src/optimizees/inKernels';
import { Quadratic } from '../../src/optimizees/quadratic';
import { sampleOptimizee } from '../../src/optimizees/registry';
import { Rescaled } from '../../src/optimizees/rescaled';
import { readMemory } from '../../src/runtime/memory';
import { RandomStream } from '../../src/runtime/random';
import { readFloats, tf } from '../../src/runtime/tf';
import { forEachBackend } from '../helpers/backends';
import { B, c, convex, convexInNumbers, m, n, v, w, y } from '../helpers/convexInNumbers';
import { differences } from '../helpers/gradients';
import {
  evaluate,
  forEachImplementation,
  gradientDifference,
  hessianTimes,
} from '../helpers/optimizees';

forEachImplementation((make) => {
  describe('a convex term', () => {
    const theta = RandomStream.of(4).normals(B * (n + m));

    test('F(θ, x) = f(θ) + g(x), against float64', async () => {
      const both = make(convex);
      const { loss, lossAlone, gradient } = await evaluate(both, theta);
      const expected = Array.from({ length: B }, (_, b) =>
        convexInNumbers(b, theta.subarray(b * (n + m), (b + 1) * (n + m))),
      );
      const close = { measure: 'norm', within: 1e-5 } as const;
      const losses = expected.map((one) => one.loss);
      expect(loss).toBeAllClose(losses, close);
      expect(lossAlone).toBeAllClose(losses, close);
      expect(gradient).toBeAllClose(
        expected.flatMap((one) => one.gradient),
        close,
      );
      both.dispose();
    });

    test('the same in the memory of the CPU’s kernels, where they are in use', async () => {
      const both = make(convex);
      const fn = both.cpu();
      if (fn !== null) {
        const inPlace = new CpuEvaluation(fn);
        const point = tf.tensor2d(theta, [B, n + m]);
        const [{ loss, gradient }, alone] = [
          inPlace.lossAndGradient(point, 0),
          inPlace.loss(point, 0),
        ];
        const expected = await evaluate(both, theta);
        const close = { measure: 'norm', within: 1e-5 } as const;
        expect(await readFloats(loss)).toBeAllClose(expected.loss, close);
        expect(await readFloats(alone)).toBeAllClose(expected.loss, close);
        expect(await readFloats(gradient)).toBeAllClose(expected.gradient, close);
        tf.dispose([point, loss, gradient, alone]);
      }
      const plain = make(() => new Quadratic(w, y, B, n, 0.01));
      expect(fn !== null).toBe(plain.cpu() !== null);
      plain.dispose();
      both.dispose();
    });

    test('gradients and curvature against finite differences, of copies too', async () => {
      const before = readMemory();
      const both = make(convex);
      const { gradient } = await evaluate(both, theta);
      // Losses about 50: rounding of 1e-7 · 50 / 0.01; there is no third derivative.
      const slopes = await differences(both, theta, 0.01);
      expect(gradient).toBeAllClose(slopes, { measure: 'norm', within: 1e-3 });
      const along = RandomStream.of(5).normals(B * (n + m));
      const bent = await gradientDifference(both, theta, along, 0.1);
      expect(await hessianTimes(both, theta, along)).toBeAllClose(bent, {
        measure: 'norm',
        within: 1e-4,
      });
      both.dispose();
      expect(readMemory()).toEqual(before);
    });

    test('starts at θ₀ and 0; around functions in other units', async () => {
      const inner = () => new Quadratic(w, y, B, n, 1);
      const both = make(() => new WithConvexTerm(inner(), { minima: v, factors: c }));
      const [start, plain] = [both, make(inner)].map((f) => {
        const point = f.initialPoint(RandomStream.of(8));
        f.dispose();
        return point;
      });
      if (start === undefined || plain === undefined) throw new Error('no start');
      const rows = await readFloats(start);
      const wanted = await readFloats(plain);
      for (let b = 0; b < B; b++) {
        const row = rows.subarray(b * (n + m), (b + 1) * (n + m));
        expect(row.slice(0, n)).toEqual(wanted.slice(b * n, (b + 1) * n));
        expect(row.slice(n)).toEqual(new Float32Array(m));
      }
      tf.dispose([start, plain]);

      const factors = RandomStream.of(2)
        .normals(B * n, 0.5)
        .map(Math.exp);
      const scaled = make(
        () => new WithConvexTerm(new Rescaled(inner(), factors), { minima: v, factors: c }),
      );
      const { gradient } = await evaluate(scaled, theta);
      const slopes = await differences(scaled, theta, 0.01);
      expect(gradient).toBeAllClose(slopes, { measure: 'norm', within: 1e-3 });
      scaled.dispose();
    });
  });
});

forEachBackend(() => {
  test('sampled convex terms: v in (−1, 1), factors within their bounds, a problem’s own', async () => {
    const sample = (problems: number, scaling: number) => {
      const task = { name: 'quadratic', dimension: 2, initialScale: 0.01 } as const;
      const inner = sampleOptimizee(task, problems, 1, 'training', 0);
      const settings = { coordinates: 50, scaling };
      return WithConvexTerm.sample(inner, RandomStream.of(1, 'convex', 0), settings);
    };
    const [few, many, scaled] = [sample(2, 0), sample(4, 0), sample(2, 2)];
    expect(few.coordinates).toBe(52);
    expect(few.groups.at(-1)).toEqual({ name: 'convex term', start: 2, end: 52 });
    // ∇g(0) = −2/m c ⊙ v, and ∇g(1) − ∇g(0) = 2/m c ⊙ c.
    const numbers = async (both: WithConvexTerm) => {
      const at = async (x: number) => {
        const point = Array.from({ length: both.problems * 52 }, (_, i) => (i % 52 < 2 ? 0 : x));
        const { gradient } = await evaluate(both, point);
        return gradient.filter((_, i) => i % 52 >= 2).map((slope) => slope * 25);
      };
      const [origin, one] = [await at(0), await at(1)];
      const factors = one.map((slope, i) => Math.sqrt(slope - (origin[i] ?? 0)));
      return { factors, minima: origin.map((slope, i) => -slope / (factors[i] ?? 1)) };
    };
    const plain = await numbers(few);
    expect(plain.factors).toBeAllClose(new Array(100).fill(1), { within: 1e-5 });
    for (const value of plain.minima) expect(Math.abs(value)).toBeLessThan(1);
    expect(Math.max(...plain.minima)).toBeGreaterThan(0.8);
    expect(Math.min(...plain.minima)).toBeLessThan(-0.8);
    expect((await numbers(many)).minima.slice(0, 100)).toEqual(plain.minima);
    const { factors } = await numbers(scaled);
    for (const factor of factors) expect(Math.abs(Math.log(factor))).toBeLessThan(2.001);
    expect(Math.max(...factors) / Math.min(...factors)).toBeGreaterThan(20);
    for (const both of [few, many, scaled]) both.dispose();
  });
});
