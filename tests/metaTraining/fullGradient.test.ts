/** The full meta-gradient in training, and both meta-gradients against what the meta-loss does. */
import { beforeAll, describe, expect, test } from 'vitest';
import { gradientAngle } from '../../src/metaTraining/comparing/gradientAngle';
import { slopeCheck } from '../../src/metaTraining/comparing/slopeCheck';
import { hessianOf } from '../../src/metaTraining/curvature';
import { Example } from '../../src/metaTraining/example';
import { MetaTrainer } from '../../src/metaTraining/metaTrainer';
import { startRollout } from '../../src/metaTraining/rollout';
import type { Optimizee } from '../../src/optimizees/optimizee';
import { Quadratic } from '../../src/optimizees/quadratic';
import { Rescaled } from '../../src/optimizees/rescaled';
import { LstmRule } from '../../src/optimizers/lstm/lstmRule';
import { startBackend } from '../../src/runtime/backend';
import { freeRunning, RunControl } from '../../src/runtime/control';
import { readMemory } from '../../src/runtime/memory';
import '../../src/runtime/node';
import { RandomStream } from '../../src/runtime/random';
import { readFloats, tf } from '../../src/runtime/tf';
import type { DirectionSlope } from '../../src/specs/metaGradients';
import { type TrainConfig, trainConfigSchema } from '../../src/specs/training';
import { smallConfig, train } from '../helpers/smallTraining';

beforeAll(async () => {
  await startBackend('wasm');
});

const full = (changes: Record<string, unknown> = {}) =>
  smallConfig({ metaGradient: 'full', ...changes });

const phiOf = (config: TrainConfig): Float32Array =>
  new LstmRule(config.optimizer).initialWeights(RandomStream.of(31, 'weights'));

/** Quadratics without second derivatives. */
function withoutCurvature(): Optimizee {
  const inner = Quadratic.sample(RandomStream.of(1), 2, 3, 0.01);
  return {
    problems: inner.problems,
    coordinates: inner.coordinates,
    groups: inner.groups,
    initialPoint: (...at) => inner.initialPoint(...at),
    lossAndGradient: (...at) => inner.lossAndGradient(...at),
    loss: (...at) => inner.loss(...at),
    repeat: (copies) => inner.repeat(copies),
    dispose: () => inner.dispose(),
  };
}

describe('training', () => {
  test('first-order unless told, and the two are different ways', async () => {
    expect(trainConfigSchema.parse({}).metaGradient).toBe('first-order');
    const [plain, told, other] = [
      await train({}),
      await train({ metaGradient: 'first-order' }),
      await train({ metaGradient: 'full' }),
    ];
    expect(told.checkpoint.phi).toEqual(plain.checkpoint.phi);
    expect(other.checkpoint.metaLoss[0]).toEqual(plain.checkpoint.metaLoss[0]);
    expect(other.checkpoint.phi).not.toEqual(plain.checkpoint.phi);
    expect(() => trainConfigSchema.parse({ metaGradient: 'second' })).toThrow(
      'expected first-order or full',
    );
  });

  const everything = {
    metaGradient: 'full',
    optimizer: { layers: 1, hiddenUnits: 4, preprocess: 'rnnprop', output: 'tanh' },
    mixture: [{ name: 'surface' }, { name: 'mnist', side: 7, hiddenUnits: 2, batch: 4 }],
    coordinateScaling: 1,
    convexTerm: { coordinates: 3 },
    objective: 'log',
    stepWeights: 'rising',
    horizonSchedule: { shortest: 3, longest: 9 },
    imitation: { mode: 'share', share: 0.3, optimizer: 'adam', learningRate: 0.1 },
    clipping: 100,
    averaging: 0.9,
  };

  test('with everything at once, one that is stopped and resumed gives the curve of an undisturbed one', async () => {
    const before = readMemory();
    const whole = await new MetaTrainer(smallConfig(everything)).run(freeRunning);
    expect(whole.outcome).toBe('finished');
    const control = new RunControl();
    let unrolls = 0;
    const first = await new MetaTrainer(smallConfig(everything)).run(control, {
      onUnroll: () => {
        unrolls += 1;
        if (unrolls === 7) control.stop();
      },
    });
    expect(first.outcome).toBe('stopped');
    const rest = await new MetaTrainer(smallConfig(everything), first.checkpoint).run(freeRunning);
    expect(rest.checkpoint.metaLoss).toEqual(whole.checkpoint.metaLoss);
    expect(rest.checkpoint.phi).toEqual(whole.checkpoint.phi);
    expect(readMemory()).toEqual(before);
  });

  test('a unit of work that is stopped in the middle leaves nothing behind', async () => {
    const config = full();
    const before = readMemory();
    for (const at of [1, 3, 5, 7]) {
      let breaths = 0;
      const control = {
        ...freeRunning,
        breathe: async () => {
          breaths += 1;
          if (breaths === at) throw new Error('broken off');
        },
      };
      await expect(new MetaTrainer(config).run(control)).rejects.toThrow('broken off');
      expect(readMemory()).toEqual(before);
    }
  });

  test('horizons by example are data: the meta-gradient there is the first-order one', async () => {
    const imitation = { mode: 'share', share: 1, optimizer: 'adam', learningRate: 0.1 };
    const [one, other] = [
      await train({ imitation }),
      await train({ imitation, metaGradient: 'full' }),
    ];
    expect(other.checkpoint.phi).toEqual(one.checkpoint.phi);
  });

  test('what has no second derivatives is refused by name', () => {
    const optimizee = withoutCurvature();
    expect(() => hessianOf(optimizee, 'quadratic')).toThrow(
      'The full meta-gradient needs second derivatives, and quadratic has none.',
    );
    const rule = new LstmRule(full().optimizer);
    const before = tf.memory().numTensors;
    const start = () => optimizee.initialPoint(RandomStream.of(2));
    const open = () => startRollout(optimizee, rule, start(), 5, null, 'full');
    expect(open).toThrow(expect.objectContaining({ code: 'bad-input' }));
    expect(tf.memory().numTensors).toBe(before);
    startRollout(optimizee, rule, start(), 5, null, 'first-order').dispose();
    const rescaled = new Rescaled(optimizee, new Float32Array(6).fill(2));
    expect(rescaled.hessianVector).toBeUndefined();
    rescaled.dispose();
  });
});

/** Whether what a gradient says is what the meta-loss does, as far as that can be told. */
const off = ({ difference }: DirectionSlope, says: number) =>
  Math.abs(says - difference) / Math.abs(difference);

describe('against finite differences', () => {
  const network = { name: 'mnist', side: 7, hiddenUnits: 3, batch: 6 };
  const cases: [string, Record<string, unknown>][] = [
    ['quadratics', {}],
    ['logarithms, the last step only', { objective: 'log', stepWeights: 'final' }],
    ['other units and a convex term', { coordinateScaling: 1, convexTerm: { coordinates: 3 } }],
    ['a surface', { task: { name: 'surface', surface: 'himmelblau' } }],
    ['networks', { task: network, problems: 2, optimizer: RNNPROP() }],
    [
      'networks of two layers',
      { task: { ...network, hiddenLayers: 2, activation: 'tanh' }, optimizer: RNNPROP() },
    ],
  ];

  test.each(cases)('%s', async (_, changes) => {
    const config = smallConfig({ horizon: 16, unroll: 8, problems: 4, ...changes });
    const before = readMemory();
    const shares: number[] = [];
    const check = await slopeCheck(config, phiOf(config), 5, freeRunning, (done, total) => {
      shares.push(done / total);
    });
    expect(readMemory()).toEqual(before);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(check.directions.map(({ along }) => along)).toEqual([
      'gradient',
      'random',
      'random',
      'random',
    ]);
    for (const slope of check.directions) {
      const { difference, uncertainty, full: says } = slope;
      // A part in a thousand of float32's differences, or what their own neighbours leave open.
      const within = 1e-3 * Math.abs(difference) + 3 * uncertainty;
      expect(Math.abs(says - difference)).toBeLessThan(within);
    }
    const [along] = check.directions as [DirectionSlope];
    expect(along.uncertainty / along.difference).toBeLessThan(0.01);
    expect(off(along, along.first)).toBeGreaterThan(5 * off(along, along.full));
  });

  test('beside an example, whose updates are held as they were', async () => {
    const [B, n, K, alpha, rate] = [3, 4, 5, 2, 0.1];
    const config = smallConfig({});
    const phi = phiOf(config);
    const rule = new LstmRule(config.optimizer);
    const optimizee = Quadratic.sample(RandomStream.of(3), B, n, 1);
    const start = () => optimizee.initialPoint(RandomStream.of(4));
    const imitation = {
      mode: 'beside',
      weight: alpha,
      optimizer: 'adam',
      learningRate: rate,
    } as const;
    const role = { leads: false, beside: alpha, evenly: true };
    const example = new Example(imitation, B, n, role);
    const targets: Float32Array[] = [];
    const followed = new Example(imitation, B, n, role);
    /** L(φ) + α D(φ) with the targets as they are, or, the first time, as they become. */
    const both = (weights: Float32Array): number =>
      tf.tidy(() => {
        const optimizer = rule.optimizer(tf.tensor1d(weights));
        let state = optimizer.init(B, n);
        let theta = start();
        let sum = 0;
        for (let t = 0; t < K; t++) {
          const { gradient } = optimizee.lossAndGradient(theta, t);
          const { update, state: next } = optimizer.step(gradient, state);
          state = next;
          const own = update.dataSync<'float32'>();
          if (targets.length < K) {
            // The example at this gradient: what is left of u when it is taken from the difference.
            followed.step(gradient, update.clone(), theta).dispose();
            const [difference] = followed.cotangents([1]);
            const scale = alpha / (B * n * rate ** 2);
            targets.push(
              own.map((u, i) => u - (difference?.dataSync()[i] as number) / scale) as Float32Array,
            );
          }
          const target = targets[t] as Float32Array;
          const distance = own.reduce((s, u, i) => s + (u - (target[i] as number)) ** 2, 0);
          theta = tf.add(theta, update);
          const f = optimizee.loss(theta, t + 1).dataSync<'float32'>();
          sum += f.reduce((s, x) => s + x / B, 0) + (alpha * distance) / (2 * B * n * rate ** 2);
        }
        return sum;
      });
    both(phi);
    const weights = tf.tensor1d(phi);
    const rollout = startRollout(optimizee, rule, start(), K, example, 'full');
    const result = await rollout.unroll(weights, 'sum', new Array(K).fill(1), freeRunning);
    const gradient = await readFloats(result.gradient);
    const d = gradient.map((g) => g / result.gradientNorm);
    const h = 0.001;
    const at = (by: number) => both(phi.map((x, i) => x + by * (d[i] as number)));
    const slope = (at(h) - at(-h)) / (2 * h);
    expect(result.gradientNorm).toBeGreaterThan(0);
    expect(Math.abs(slope / result.gradientNorm - 1)).toBeLessThan(2e-3);
    rollout.dispose();
    followed.dispose();
    optimizee.dispose();
    tf.dispose([weights, result.gradient]);
  });
});

describe('the angle between the two', () => {
  test('none where an unroll has one step: no gradient in it moves with φ', async () => {
    const config = smallConfig({ horizon: 4, unroll: 1 });
    const before = readMemory();
    const { whole, unrolls } = await gradientAngle(config, phiOf(config), 0, freeRunning);
    expect(unrolls).toHaveLength(4);
    for (const { degrees } of [whole, ...unrolls]) expect(degrees).toBeLessThan(0.01);
    expect(whole.fullNorm / whole.firstNorm).toBeCloseTo(1, 5);
    expect(readMemory()).toEqual(before);
  });

  test('that of the gradients that a training would take', async () => {
    const config = smallConfig({ horizon: 12, unroll: 5 });
    const phi = phiOf(config);
    const { whole, unrolls, fullMs, firstMs } = await gradientAngle(config, phi, 3, freeRunning);
    expect(unrolls.map(({ fromStep, toStep }) => [fromStep, toStep])).toEqual([
      [0, 5],
      [5, 10],
      [10, 12],
    ]);
    // Each unroll by itself is a slope check's first one where it is the first.
    const { directions } = await slopeCheck(config, phi, 3, freeRunning);
    const [along] = directions as [DirectionSlope];
    const [first] = unrolls;
    expect(along.full).toBeCloseTo(first?.fullNorm ?? 0, 4);
    const cosine = along.first / (first?.firstNorm ?? 0);
    expect(first?.degrees).toBeCloseTo((180 / Math.PI) * Math.acos(cosine), 2);
    expect(whole.degrees).toBeGreaterThan(0.1);
    expect(fullMs).toBeGreaterThan(0);
    expect(firstMs).toBeGreaterThan(0);
  });

  test('weights of another optimizer are refused, a diverging one is named', async () => {
    const config = smallConfig({});
    const wrong = gradientAngle(config, new Float32Array(3), 0, freeRunning);
    await expect(wrong).rejects.toThrow(/has \d+ weights; 3 were given/);
    const wild = phiOf(config).map((x) => 1e20 * x);
    const wilder = smallConfig({ optimizer: { layers: 1, hiddenUnits: 4, outputScale: 100 } });
    const lost = slopeCheck(wilder, wild, 0, freeRunning);
    await expect(lost).rejects.toMatchObject({ code: 'diverged' });
    expect(tf.memory().numTensors).toBe(0);
  });
});

function RNNPROP() {
  return { layers: 1, hiddenUnits: 4, preprocess: 'rnnprop', outputScale: 0.1 };
}
