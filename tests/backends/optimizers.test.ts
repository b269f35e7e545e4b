/** Preprocessing, LSTM steps and the hand-designed optimizers against vectors computed in float64. */
import { describe, expect, test } from 'vitest';
import { Quadratic } from '../../src/optimizees/quadratic';
import { LstmRule } from '../../src/optimizers/lstm/lstmRule';
import { preprocess } from '../../src/optimizers/lstm/preprocess';
import { disposeState } from '../../src/optimizers/optimizer';
import { makeRacer } from '../../src/optimizers/registry';
import { readFloats, type Tensor2D, tf } from '../../src/runtime/tf';
import {
  BASELINE_NAMES,
  type BaselineName,
  lstmConfigSchema,
  type OptimizerSpec,
} from '../../src/specs/optimizer';
import { forEachBackend, forEachLstm } from '../helpers/backends';
import { flat, type Nested } from '../helpers/deviation';
import { readAll, trajectory } from '../helpers/engine';
import {
  ALLOWANCE,
  FLOAT32,
  flatPhi,
  forEachVectorSet,
  type LstmVectors,
  lstmConfig,
  ownVectors,
  type PhiFile,
} from '../helpers/vectors';

interface PreprocessVectors {
  p: number;
  gradients: number[];
  features: Nested;
}

interface StepVectors {
  gradients: number[][];
  cases: (LstmVectors & {
    phiFile: string;
    updates: Nested;
    final: Record<'h1' | 'c1' | 'h2' | 'c2', Nested>;
  })[];
}

interface BaselineVectors {
  W: Nested;
  y: Nested;
  theta0: number[];
  cases: { optimizer: BaselineName; lr: number; theta: Nested[]; f: number[] }[];
}

test('our own vectors have every optimizer designed by hand', () => {
  const { cases } = ownVectors<BaselineVectors>('baselines');
  expect(cases.map(({ optimizer }) => optimizer)).toEqual(BASELINE_NAMES);
});

forEachBackend(() => {
  forEachVectorSet((read) => {
    test('log-sign preprocessing', async () => {
      const { p, gradients, features } = read<PreprocessVectors>('preprocess');
      const config = lstmConfigSchema.parse({ preprocess: 'log-sign', p });
      // The engine keeps coordinates along the columns; the vectors have one in each row.
      const actual = tf.tidy(() =>
        tf.transpose(preprocess(config, tf.tensor2d([gradients]), []).features),
      );
      expect(await readFloats(actual)).toBeAllClose(features, {
        what: 'features',
        measure: 'scaled',
        within: ALLOWANCE * FLOAT32.features,
      });
      actual.dispose();
    });

    const { W, y, theta0, cases } = read<BaselineVectors>('baselines');
    describe.each(cases)('$optimizer', (wanted) => {
      test('30 steps on a quadratic', async () => {
        const n = theta0.length;
        const quadratic = new Quadratic(
          Float32Array.from(flat(W)),
          Float32Array.from(flat(y)),
          1,
          n,
          0,
        );
        const steps = wanted.f.length - 1;
        const id = wanted.optimizer;
        const spec: OptimizerSpec =
          id === 'lbfgs'
            ? { kind: 'line-search', id, label: id, name: id }
            : { kind: 'baseline', id, label: id, name: id, learningRate: wanted.lr };
        const record = await trajectory(quadratic, makeRacer(spec), theta0, steps);
        expect(record.thetas).toBeAllClose(wanted.theta, {
          what: 'baselines theta',
          within: ALLOWANCE * FLOAT32.baselines,
        });
        expect(record.losses).toBeAllClose(wanted.f, {
          what: 'baselines loss',
          measure: 'scaled',
          within: ALLOWANCE * FLOAT32.loss,
        });
        quadratic.dispose();
      });
    });
  });
});

forEachLstm((implementation) => {
  forEachVectorSet((read) => {
    describe.each(['none', 'logSign'])('LSTM steps, preprocessing %s', (name) => {
      test('updates and final states', async () => {
        const vectors = read<StepVectors>('lstm-step');
        const about = vectors.cases.find(({ preprocess }) => preprocess === name);
        if (about === undefined) throw new Error(`no case ${name}`);
        const { phi } = read<PhiFile>(`phi-${name}`);
        const config = lstmConfig(about, phi);
        const weights = tf.tensor1d(flatPhi(config, phi));
        const optimizer = new LstmRule(config, implementation).optimizer(weights);
        let state = optimizer.init(1, vectors.gradients[0]?.length ?? 0);
        const updates: Tensor2D[] = [];
        for (const gradients of vectors.gradients) {
          const gradient = tf.tensor2d([gradients]);
          const next = optimizer.step(gradient, state);
          gradient.dispose();
          disposeState(state);
          updates.push(next.update);
          state = next.state;
        }
        expect(await readAll(updates)).toBeAllClose(about.updates, {
          what: 'updates',
          within: ALLOWANCE * FLOAT32.updates,
        });
        const { h1, c1, h2, c2 } = about.final;
        const states = tf.tidy(() => state.tensors.map((tensor) => tf.transpose(tensor)));
        expect(await readAll(states)).toBeAllClose(
          [h1, c1, h2, c2].flatMap((part) => flat(part)),
          { what: 'final states', within: ALLOWANCE * FLOAT32.states },
        );
        disposeState(state);
        optimizer.dispose();
        tf.dispose([weights, updates, states]);
      });
    });
  });
});
