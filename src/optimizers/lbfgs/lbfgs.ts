import type { Control } from '../../runtime/control';
import { readFloats, type Tensor2D, tf } from '../../runtime/tf';
import type { OptimizerState, Point, SearchingOptimizer } from '../optimizer';
import { type CurvaturePair, dot, pairOf, quasiNewtonDirection } from './direction';
import { WolfeSearch } from './wolfe';

/** So many step lengths are tried at most. */
const MOST_TRIALS = 20;

/**
 * L-BFGS (Liu and Nocedal, "On the limited memory BFGS method for large scale optimization", 1989) as in Nocedal and
 * Wright, "Numerical Optimization", 2nd ed., algorithm 7.5:
 *
 *     p ← −H ∇f(θ)            H from the last m steps (algorithm 7.4, direction.ts)
 *     θ ← θ + α p             α by a line search for the strong Wolfe conditions (wolfe.ts)
 *
 * It has no learning rate. α = 1 is tried first, and 1/|p| where nothing is remembered. Every problem has a step length,
 * a bracket and a memory of its own; the functions are evaluated together, and those that are through stay where they
 * are until the last one is.
 *
 * On minibatches f, ∇f and both gradients of a pair are those of the step's own minibatch: otherwise a pair would tell of
 * the difference between two minibatches rather than of the curvature of one. A step then minimises that minibatch's
 * loss, for better or worse.
 *
 * Where a direction does not fall, or no step length along it was any good, the problem forgets its pairs and goes down
 * the gradient. Where that does not help either, f has been brought as low as float32 can tell, and it rests until f is
 * another (on the next minibatch). What is not a finite number stays so, for the race to see.
 *
 * @param history m
 */
export function lbfgs(history = 10): SearchingOptimizer {
  return {
    name: 'lbfgs',
    init: (problems) => ({
      step: 0,
      tensors: [tf.ones([problems, 1]), tf.fill([problems, 1], Number.NaN)],
    }),
    search: async (at, state, control) => {
      const memory = memoryOf(state);
      const line = await startLine(at, memory);
      try {
        const gradientBehind = await walk(at, line, control);
        const update = moveBy(line);
        const { pair, gamma } = pairOf(update.clone(), gradientBehind, at.gradient, memory.gamma);
        gradientBehind.dispose();
        const kept = keptPairs(memory.pairs.slice(-(history - 1)), line);
        const stuck = tf.tensor2d(stuckValues(line), [line.values.length, 1]);
        const tensors = [gamma, stuck, ...[...kept, pair].flatMap(({ s, y, rho }) => [s, y, rho])];
        const spent = line.searches.reduce((sum, { evaluations }) => sum + 1 + evaluations, 0);
        return {
          update,
          state: { step: state.step + 1, tensors },
          evaluations: spent / line.searches.length,
        };
      } finally {
        line.direction.dispose();
      }
    },
    dispose() {},
  };
}

/** A state's tensors: γ [B, 1], `stuck` [B, 1], then s, y and ρ of each pair, oldest first. */
interface Memory {
  gamma: Tensor2D;
  /** f where the last search down the gradient found nothing; NaN where it found something. */
  stuck: Tensor2D;
  pairs: CurvaturePair[];
}

function memoryOf({ tensors }: OptimizerState): Memory {
  const [gamma, stuck, ...rest] = tensors as [Tensor2D, Tensor2D, ...Tensor2D[]];
  const pairs: CurvaturePair[] = [];
  for (let i = 0; i < rest.length; i += 3) {
    const [s, y, rho] = rest.slice(i, i + 3) as [Tensor2D, Tensor2D, Tensor2D];
    pairs.push({ s, y, rho });
  }
  return { gamma, stuck, pairs };
}

/** A step in the making. */
interface Line {
  /** p [B, n] */
  direction: Tensor2D;
  /** One for each problem. */
  searches: WolfeSearch[];
  /** Which problems go down the gradient: those that remember nothing, or nothing that is of use here. */
  fresh: boolean[];
  /** f(θₜ) */
  values: number[];
}

/** p, and the search along it: −∇f where nothing is remembered, and where −H ∇f does not fall. */
async function startLine(
  { loss, gradient }: Point,
  { pairs, gamma, stuck }: Memory,
): Promise<Line> {
  const [proposed, numbers] = tf.tidy(() => {
    const p = quasiNewtonDirection(gradient, pairs, gamma);
    const known = pairs.reduce((sum, { rho }) => tf.add(sum, rho), tf.zerosLike(gamma));
    const f = tf.expandDims(loss, 1);
    const columns = [f, dot(p, gradient), dot(gradient, gradient), known, stuck];
    return [p, tf.concat(columns, 1)] as const;
  });
  try {
    const rows = await readFloats(numbers);
    const fresh: boolean[] = [];
    const searches: WolfeSearch[] = [];
    const values: number[] = [];
    for (let i = 0; i < rows.length; i += 5) {
      const [value, slope, square, known, stuckAt] = rows.subarray(i, i + 5) as unknown as Row;
      const down = !(slope < 0) || known === 0;
      fresh.push(down);
      searches.push(
        down
          ? new WolfeSearch(value, value === stuckAt ? 0 : -square, 1 / Math.sqrt(square))
          : new WolfeSearch(value, slope, 1),
      );
      values.push(value);
    }
    const direction = tf.tidy(() => {
      const mask = tf.tensor2d(fresh.map(Number), [fresh.length, 1], 'bool');
      return tf.where(mask, tf.neg(gradient), proposed) as Tensor2D;
    });
    return { direction, searches, fresh, values };
  } finally {
    tf.dispose([proposed, numbers]);
  }
}

/** f, pᵀ∇f, ∇fᵀ∇f, the sum of ρ (0: nothing is remembered), and `stuck`. */
type Row = [number, number, number, number, number];

/** Where a search down the gradient found nothing, f; else NaN. */
const stuckValues = ({ values, searches, fresh }: Line): number[] =>
  values.map((value, b) => (fresh[b] && searches[b]?.alpha === 0 ? value : Number.NaN));

/** The pairs without what some problems are to forget: those that began anew, and those that found no step. */
function keptPairs(pairs: readonly CurvaturePair[], { searches, fresh }: Line): CurvaturePair[] {
  return tf.tidy(() => {
    const kept = searches.map(({ alpha }, b) => (fresh[b] || alpha === 0 ? 0 : 1));
    const keep = tf.tensor2d(kept, [kept.length, 1]);
    return pairs.map(({ s, y, rho }) => ({
      s: s.clone(),
      y: y.clone(),
      rho: tf.mul(rho, keep) as Tensor2D,
    }));
  });
}

/** α p [B, n] */
function moveBy({ direction, searches }: Line): Tensor2D {
  return tf.tidy(() => {
    const alphas = tf.tensor2d(
      searches.map(({ alpha }) => alpha),
      [searches.length, 1],
    );
    return tf.mul(direction, alphas) as Tensor2D;
  });
}

/** Tries step lengths until every problem has one. @returns ∇f [B, n] there */
async function walk(at: Point, line: Line, control: Pick<Control, 'tick'>): Promise<Tensor2D> {
  const { searches, direction } = line;
  for (let trial = 1; ; trial++) {
    const settled = searches.every(({ decided }) => decided);
    const { gradient, numbers } = tf.tidy(() => {
      const { loss, gradient } = at.evaluate(tf.add(at.theta, moveBy(line)));
      const columns = [tf.expandDims(loss, 1), dot(direction, gradient)];
      return { gradient, numbers: tf.concat(columns, 1) };
    });
    try {
      if (!settled) {
        const rows = await readFloats(numbers);
        for (const [b, search] of searches.entries()) {
          search.found(rows[2 * b] as number, rows[2 * b + 1] as number);
        }
      }
      await control.tick();
    } catch (thrown) {
      gradient.dispose();
      throw thrown;
    } finally {
      numbers.dispose();
    }
    if (settled) return gradient;
    const tried = searches.map(({ alpha }) => alpha);
    if (trial === MOST_TRIALS) for (const search of searches) search.giveUp();
    const through = searches.every(({ decided, alpha }, b) => decided && alpha === tried[b]);
    if (through) return gradient;
    gradient.dispose();
  }
}
