#!/usr/bin/env node
/**
 * Writes tests/vectors/*.json: small inputs with the results that the engine must reproduce.
 *
 *     node scripts/makeVectors.mjs
 *
 * Everything is computed here in float64, in plain JavaScript, from the equations and with hand-written
 * derivatives that are checked by finite differences; no code is shared with the engine. Running it again
 * writes the same files.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { descend } from './vectors/handDesigned.mjs';
import { descendByLbfgs } from './vectors/lbfgs.mjs';
import { features, stepForward, zeroState } from './vectors/lstm.mjs';
import { mlpLossAndGradient } from './vectors/mlp.mjs';
import { filled, normalSource, uniformSource } from './vectors/random.mjs';
import { checkGradient, checkMetaGradient } from './vectors/selfCheck.mjs';
import { metaGradient, metaLoss, rollout } from './vectors/unroll.mjs';

const folder = new URL('../tests/vectors/', import.meta.url);
const normal = normalSource(20_160_614);
const FINE = 2 ** -14;
const P = 10;
const DIMENSION = 4;
const PROBLEMS = 3;
const OUTPUT_SCALE = { none: 0.5, logSign: 0.25 };

/** Twelve digits: four more than float32 can tell apart, and compact. */
function write(name, content) {
  const rounded = (_, value) => (typeof value === 'number' ? Number(value.toPrecision(12)) : value);
  writeFileSync(new URL(`${name}.json`, folder), `${JSON.stringify(content, rounded)}\n`);
}

function randomPhi(layers, hidden, preprocess) {
  const inputs = preprocess === 'none' ? 1 : 2;
  const phi = {};
  for (let l = 1; l <= layers; l++) {
    phi[`l${l}.W_ih`] = filled([l === 1 ? inputs : hidden, 4 * hidden], () => normal(0.4));
    phi[`l${l}.W_hh`] = filled([hidden, 4 * hidden], () => normal(0.3));
    // The forget gate's 1 is a part of the bias.
    phi[`l${l}.b`] = filled([4 * hidden], () => normal(0.1)).map((value, k) =>
      Math.floor(k / hidden) === 1 ? value + 1 : value,
    );
  }
  phi.W_out = filled([hidden, 1], () => normal(0.4));
  phi.b_out = [normal(0.05)];
  return phi;
}

const randomBatch = () => ({
  W: filled([PROBLEMS, DIMENSION, DIMENSION], () => normal()),
  y: filled([PROBLEMS, DIMENSION], () => normal()),
  theta0: filled([PROBLEMS, DIMENSION], () => normal(0.01, FINE)),
});

function writePreprocess() {
  const uniform = uniformSource(5);
  const threshold = Math.exp(-P);
  const chosen = [0, 1, -1, 1e6, -1e6, 1e-30, -1e-30, threshold * 0.999, -threshold * 1.001];
  const spread = filled([31], () => (uniform() < 0.5 ? -1 : 1) * 10 ** (uniform() * 14 - 10));
  const gradients = [...chosen, ...spread].map(Math.fround);
  write('preprocess', {
    description: 'Gradients and their log-sign features (paper, Appendix A).',
    p: P,
    gradients,
    features: gradients.map((g) => features(g, 'logSign', P)),
  });
}

function writeLstmSteps(phis) {
  const uniform = uniformSource(6);
  // Magnitudes on both sides of e⁻¹⁰, so that both branches of the preprocessing are met.
  const gradients = filled([12, 5], () => Math.fround(normal() * 10 ** (uniform() * 6 - 5)));
  const cases = Object.entries(phis).map(([preprocess, phi]) => {
    const outputScale = OUTPUT_SCALE[preprocess];
    let states = gradients[0].map(() => zeroState(phi));
    const updates = gradients.map((row) => {
      const moved = row.map((g, j) =>
        stepForward(phi, features(g, preprocess, P), states[j], outputScale),
      );
      states = moved.map(({ state }) => state);
      return moved.map(({ update }) => update);
    });
    const final = {};
    for (const l of [1, 2]) {
      final[`h${l}`] = states.map((state) => state[l - 1].h);
      final[`c${l}`] = states.map((state) => state[l - 1].c);
    }
    return { preprocess, p: P, phiFile: `phi-${preprocess}.json`, outputScale, updates, final };
  });
  write('lstm-step', {
    description: 'LSTM steps with given gradients [12][5] from zero states.',
    gradients,
    cases,
  });
}

function writeUnrolls(preprocess, phi) {
  const rule = { phi, preprocess, p: P, outputScale: OUTPUT_SCALE[preprocess] };
  const about = {
    preprocess,
    p: P,
    phiFile: `phi-${preprocess}.json`,
    outputScale: rule.outputScale,
  };
  const batch = randomBatch();
  const start = { theta: batch.theta0 };
  const whole = rollout(batch, rule, start, 20);
  write(`rollout-${preprocess}`, {
    description:
      'Three quadratics, 20 steps of the LSTM: theta [21][3][4], f [21][3], gradients [20][3][4].',
    ...about,
    ...batch,
    theta: whole.theta,
    f: whole.f,
    gradients: whole.gradients.slice(0, -1),
  });
  const rolloutFile = `rollout-${preprocess}.json`;
  for (const K of [5, 20]) {
    checkMetaGradient(`meta-gradient ${preprocess} K = ${K}`, batch, rule, start, K);
    const record = rollout(batch, rule, start, K);
    write(`meta-gradient-${preprocess}-K${K}`, {
      description:
        'Gradient of the sum over t = 1..K of the mean of f(theta_t), from theta0 and zero states.',
      ...about,
      rolloutFile,
      K,
      metaLoss: metaLoss(record),
      firstOrder: metaGradient(batch, rule, record),
      secondOrder: metaGradient(batch, rule, record, { secondOrder: true }),
    });
  }
  if (preprocess !== 'none') return;
  let from = start;
  for (let segment = 0; segment < 4; segment++) {
    const record = rollout(batch, rule, from, 5);
    write(`tbptt-none-segment${segment}`, {
      description:
        'One of four unrolls of 5 steps, phi fixed, values carried and the graph cut; first order.',
      ...about,
      rolloutFile,
      K: 5,
      segment,
      thetaStart: record.theta[0],
      thetaEnd: record.end.theta,
      metaLoss: metaLoss(record),
      gradient: metaGradient(batch, rule, record),
    });
    from = record.end;
  }
}

function writeVariants() {
  const settings = [
    {
      layers: 1,
      hidden: 5,
      preprocess: 'none',
      p: P,
      outputScale: 0.5,
      objective: 'sum',
      weights: 'rising',
    },
    {
      layers: 2,
      hidden: 3,
      preprocess: 'none',
      p: P,
      outputScale: 0.1,
      objective: 'log',
      weights: 'uniform',
    },
    {
      layers: 3,
      hidden: 3,
      preprocess: 'logSign',
      p: 5,
      outputScale: 0.25,
      objective: 'log',
      weights: 'last',
    },
  ];
  const K = 6;
  const weightsOf = {
    uniform: () => 1,
    rising: (t) => t / K,
    last: (t) => (t === K ? 1 : 0),
  };
  const cases = settings.map((setting) => {
    const phi = randomPhi(setting.layers, setting.hidden, setting.preprocess);
    const batch = randomBatch();
    const rule = { ...setting, phi };
    const start = { theta: batch.theta0 };
    const stepWeights = Array.from({ length: K }, (_, k) => weightsOf[setting.weights](k + 1));
    const options = { weights: stepWeights, objective: setting.objective };
    checkMetaGradient(`variant with ${setting.layers} layers`, batch, rule, start, K, options);
    const record = rollout(batch, rule, start, K);
    return {
      ...setting,
      K,
      stepWeights,
      ...batch,
      phi,
      metaLoss: metaLoss(record, options),
      firstOrder: metaGradient(batch, rule, record, options),
      secondOrder: metaGradient(batch, rule, record, { ...options, secondOrder: true }),
    };
  });
  write('meta-gradient-variants', {
    description: 'Meta-gradients with other layers, weights and objectives; phi within each case.',
    cases,
  });
}

function writeBaselines() {
  const problem = {
    W: filled([DIMENSION, DIMENSION], () => normal()),
    y: filled([DIMENSION], () => normal()),
    theta0: filled([DIMENSION], () => normal(0.01, FINE)),
  };
  const rates = {
    sgd: 0.02,
    nag: 0.01,
    rmsprop: 0.03,
    adam: 0.1,
    momentum: 0.01,
    adamw: 0.1,
    adagrad: 0.3,
    lion: 0.03,
  };
  const rated = Object.entries(rates).map(([optimizer, lr]) => ({
    optimizer,
    lr,
    ...descend(optimizer, lr, problem, 30),
  }));
  write('baselines', {
    description: 'Hand-designed optimizers on one quadratic, 30 steps: theta [31][4], f [31].',
    ...problem,
    cases: [...rated, { optimizer: 'lbfgs', ...descendByLbfgs(problem, 30) }],
  });
}

const ACTIVATIONS = ['sigmoid', 'tanh', 'relu'];

function randomMlp(widths) {
  const parameters = {};
  for (let k = 1; k < widths.length; k++) {
    parameters[`W${k}`] = filled([widths[k - 1], widths[k]], () => normal(0.7));
    parameters[`b${k}`] = filled([widths[k]], () => normal(0.3));
  }
  return parameters;
}

function mlpCase(parameters, activation, images, labels) {
  const result = mlpLossAndGradient(parameters, activation, images, labels);
  const trial = structuredClone(parameters);
  checkGradient(
    `mlp with ${activation}`,
    trial,
    result.gradient,
    () => mlpLossAndGradient(trial, activation, images, labels).loss,
  );
  return { activation, ...result };
}

function writeMlps() {
  const uniform = uniformSource(7);
  const label = () => Math.floor(uniform() * 3);
  const images = filled([5, 6], () => normal());
  const labels = filled([5], label);
  const parameters = randomMlp([6, 4, 3]);
  write('mlp', {
    description: 'A 6-4-3 perceptron, minibatch of 5; mean softmax cross-entropy.',
    images,
    labels,
    ...parameters,
    cases: ACTIVATIONS.map((activation) => mlpCase(parameters, activation, images, labels)),
  });
  const networks = [1, 2].map(() => ({
    images: filled([4, 5], () => normal()),
    labels: filled([4], label),
    parameters: randomMlp([5, 4, 3, 4, 3]),
  }));
  write('mlp-networks', {
    description: 'Two 5-4-3-4-3 perceptrons, each with a minibatch of 4 of its own.',
    networks,
    cases: ACTIVATIONS.map((activation) => ({
      activation,
      networks: networks.map((network) =>
        mlpCase(network.parameters, activation, network.images, network.labels),
      ),
    })),
  });
}

mkdirSync(folder, { recursive: true });
const phis = { none: randomPhi(2, 4, 'none'), logSign: randomPhi(2, 5, 'logSign') };
writePreprocess();
for (const [preprocess, phi] of Object.entries(phis)) {
  write(`phi-${preprocess}`, {
    description: 'Parameters of a 2-layer LSTM optimizer; gate order i, f, g, o.',
    preprocess,
    inputs: preprocess === 'none' ? 1 : 2,
    hidden: phi.W_out.length,
    phi,
  });
}
writeLstmSteps(phis);
for (const [preprocess, phi] of Object.entries(phis)) writeUnrolls(preprocess, phi);
writeVariants();
writeBaselines();
writeMlps();
