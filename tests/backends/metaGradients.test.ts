/** Roll-outs of the LSTM and their meta-gradients, first-order and full, against vectors computed in float64. */
import { describe, expect, test } from 'vitest';
import { metaGradient } from '../../src/metaTraining/metaGradient';
import type { Objective } from '../../src/metaTraining/objective';
import { startRollout } from '../../src/metaTraining/rollout';
import { Quadratic } from '../../src/optimizees/quadratic';
import { LstmRule } from '../../src/optimizers/lstm/lstmRule';
import { freeRunning } from '../../src/runtime/control';
import { readFloats, tf } from '../../src/runtime/tf';
import { learnedOptimizerFromPhi, namedWeights } from '../../src/specs/lstmShapes';
import { META_GRADIENTS, type MetaGradientKind } from '../../src/specs/training';
import { forEachLstm } from '../helpers/backends';
import { flat, type Nested } from '../helpers/deviation';
import { trajectory } from '../helpers/engine';
import { expectGradient } from '../helpers/gradients';
import {
  ALLOWANCE,
  FLOAT32,
  flatPhi,
  forEachVectorSet,
  type LstmVectors,
  lstmConfig,
  namedVectors,
  ownVectors,
  type PhiFile,
  type PhiVectors,
  type ReadVectors,
  type RolloutVectors,
} from '../helpers/vectors';

interface MetaGradientVectors {
  metaLoss: number;
  firstOrder: PhiVectors;
  secondOrder: PhiVectors;
}

interface SegmentVectors {
  thetaStart: Nested;
  thetaEnd: Nested;
  metaLoss: number;
  gradient: PhiVectors;
}

type VariantVectors = LstmVectors &
  Pick<RolloutVectors, 'W' | 'y' | 'theta0'> &
  MetaGradientVectors & {
    layers: number;
    objective: Objective;
    weights: string;
    stepWeights: number[];
    phi: PhiVectors;
  };

const LIMIT = {
  theta: ALLOWANCE * FLOAT32.theta,
  loss: ALLOWANCE * FLOAT32.loss,
  metaLoss: ALLOWANCE * FLOAT32.metaLoss,
  'first-order': ALLOWANCE * FLOAT32.metaGradient,
  /** The slope 1/(p |∇|) of log-sign preprocessing makes more of each rounding: 8e-5 was seen on WebGPU. */
  full: 1e-4,
};

const ofKind = ({ firstOrder, secondOrder }: MetaGradientVectors, kind: MetaGradientKind) =>
  kind === 'full' ? secondOrder : firstOrder;

function quadratics({ W, y }: Pick<RolloutVectors, 'W' | 'y'>): Quadratic {
  const n = flat(y).length / y.length;
  return new Quadratic(Float32Array.from(flat(W)), Float32Array.from(flat(y)), y.length, n, 0);
}

function starts({ theta0 }: Pick<RolloutVectors, 'theta0'>) {
  return tf.tensor2d(flat(theta0), [theta0.length, flat(theta0).length / theta0.length]);
}

function setting(read: ReadVectors, preprocess: string) {
  const rollout = read<RolloutVectors>(`rollout-${preprocess}`);
  const { phi } = read<PhiFile>(`phi-${preprocess}`);
  const config = lstmConfig(rollout, phi);
  return { rollout, config, phi: flatPhi(config, phi), optimizee: quadratics(rollout) };
}

function expectMetaLoss(actual: number, expected: number): void {
  expect([actual]).toBeAllClose([expected], {
    what: 'meta-loss',
    measure: 'relative',
    within: LIMIT.metaLoss,
  });
}

forEachLstm((implementation) => {
  forEachVectorSet((read) => {
    describe.each(['none', 'logSign'])('preprocessing %s', (preprocess) => {
      test('roll-out of 20 steps', async () => {
        const { rollout, config, phi, optimizee } = setting(read, preprocess);
        const weights = tf.tensor1d(phi);
        const optimizer = new LstmRule(config, implementation).optimizer(weights);
        weights.dispose();
        const steps = rollout.f.length - 1;
        const record = await trajectory(optimizee, optimizer, flat(rollout.theta0), steps);
        expect(record.thetas).toBeAllClose(rollout.theta, {
          what: 'rollout theta',
          within: LIMIT.theta,
        });
        expect(record.losses).toBeAllClose(rollout.f, {
          what: 'rollout loss',
          measure: 'relative',
          within: LIMIT.loss,
        });
        optimizee.dispose();
      });

      const unrolls = [5, 20].flatMap((K) => META_GRADIENTS.map((kind) => [kind, K] as const));

      test.each(unrolls)('%s meta-gradient of an unroll of %i', async (kind, K) => {
        const { rollout, config, phi, optimizee } = setting(read, preprocess);
        const wanted = read<MetaGradientVectors>(`meta-gradient-${preprocess}-K${K}`);
        const learned = learnedOptimizerFromPhi(config, phi, {});
        const theta0 = starts(rollout);
        const result = await metaGradient(
          optimizee,
          theta0,
          learned,
          K,
          'sum',
          freeRunning,
          implementation,
          kind,
        );
        expectMetaLoss(result.metaLoss, wanted.metaLoss);
        expectGradient(result.gradient, namedVectors(config, ofKind(wanted, kind)), LIMIT[kind]);
        theta0.dispose();
        optimizee.dispose();
      });
    });

    test('truncated back-propagation: four unrolls of 5', async () => {
      const { rollout, config, phi, optimizee } = setting(read, 'none');
      const rule = new LstmRule(config, implementation);
      const weights = tf.tensor1d(phi);
      const moving = startRollout(optimizee, rule, starts(rollout), 5);
      for (let segment = 0; segment < 4; segment++) {
        const wanted = read<SegmentVectors>(`tbptt-none-segment${segment}`);
        const close = { what: 'rollout theta', within: LIMIT.theta };
        expect(await moving.theta()).toBeAllClose(wanted.thetaStart, close);
        const uniform = [1, 1, 1, 1, 1];
        const result = await moving.unroll(weights, 'sum', uniform, freeRunning);
        expect(await moving.theta()).toBeAllClose(wanted.thetaEnd, close);
        expectMetaLoss(result.metaLoss, wanted.metaLoss);
        const gradient = namedWeights(config, await readFloats(result.gradient));
        expectGradient(gradient, namedVectors(config, wanted.gradient), LIMIT['first-order']);
        result.gradient.dispose();
      }
      moving.dispose();
      tf.dispose(weights);
      optimizee.dispose();
    });
  });

  describe('other layers, weights and objectives', () => {
    const { cases } = ownVectors<{ cases: VariantVectors[] }>('meta-gradient-variants');
    const variants = cases.flatMap((wanted) => META_GRADIENTS.map((kind) => ({ ...wanted, kind })));

    test.each(variants)(
      '$layers layers, $weights weights, objective $objective, $kind',
      async ({ kind, ...wanted }) => {
        const config = lstmConfig(wanted, wanted.phi);
        const optimizee = quadratics(wanted);
        const rule = new LstmRule(config, implementation);
        const weights = tf.tensor1d(flatPhi(config, wanted.phi));
        const { objective, stepWeights } = wanted;
        const longest = stepWeights.length;
        const before = tf.memory().numTensors;
        const start = startRollout(optimizee, rule, starts(wanted), longest, null, kind);
        const result = await start.unroll(weights, objective, stepWeights, freeRunning);
        expectMetaLoss(result.metaLoss, wanted.metaLoss);
        const gradient = namedWeights(config, await readFloats(result.gradient));
        expectGradient(gradient, namedVectors(config, ofKind(wanted, kind)), LIMIT[kind]);
        start.dispose();
        result.gradient.dispose();
        optimizee.dispose();
        expect(tf.memory().numTensors).toBe(before);
        weights.dispose();
      },
    );
  });
});
