/**
 * What happens inside the coordinatewise LSTM for some coordinates: its gates, cells and hidden values at every step
 * (optimizers/lstm/definition.ts). A coordinate's state depends on nothing but its own gradients, so it is enough to
 * replay them.
 */
import { type LstmParts, lstmParts } from '../optimizers/lstm/definition';
import { LstmRule } from '../optimizers/lstm/lstmRule';
import { unflattenLstm } from '../optimizers/lstm/weights';
import { type Control, freeRunning } from '../runtime/control';
import { readFloats, type Tensor2D, tf } from '../runtime/tf';
import { settleKernels } from '../runtime/webgpu/computePass';
import { inputFeatures, phiFromLearnedOptimizer } from '../specs/lstmShapes';
import type { LearnedOptimizer, LstmConfig } from '../specs/optimizer';
import { type InsideLstm, LSTM_SIGNALS, type LstmSignal } from '../specs/trace';
import { finiteSteps } from './finiteSteps';
import { MetStates, replay } from './replay';
import { unitCorrelations } from './unitCorrelations';

/** What the first layer reads, in the order of the preprocessing's rows (optimizers/lstm/preprocess.ts). */
export const INPUT_NAMES: Record<LstmConfig['preprocess'], readonly string[]> = {
  none: ['gradient'],
  'log-sign': ['log|gradient|', 'sign'],
  rnnprop: ['m̂/√v̂', 'g/√v̂'],
};

/** So many are computed at once at most. */
const MOST_NUMBERS = 2 ** 21;

/**
 * @param gradients ∇₀ … ∇_{T−1} of each coordinate, all equally long; behind a divergence NaN, and so is everything there
 * @returns one for each coordinate
 * @throws LabError `stopped`
 * @throws KernelFailure
 */
export async function insideLstm(
  optimizer: LearnedOptimizer,
  gradients: readonly Float32Array[],
  control: Control = freeRunning,
): Promise<InsideLstm[]> {
  const { config } = optimizer;
  const steps = gradients[0]?.length ?? 0;
  const finite = gradients.map(finiteSteps);
  const insides = gradients.map(() => blank(config, steps));
  const rows = sideBySide(gradients, Math.max(0, ...finite));
  if (rows.length > 0) {
    await dissect(optimizer, rows, gradients.length, control, (columns) => {
      for (const [k, inside] of insides.entries()) fill(inside, columns, k, finite[k] as number);
    });
  }
  return insides.map((inside, k) => {
    const hidden = inside.layers.map((layer) => layer.hidden);
    const correlations = unitCorrelations(hidden, config.hiddenUnits, gradients[k] as Float32Array);
    return { ...inside, correlations };
  });
}

function blank(config: LstmConfig, steps: number): InsideLstm {
  const { layers, hiddenUnits, preprocess } = config;
  const unknown = (width: number) => new Float32Array(steps * width).fill(Number.NaN);
  const signals = (): Record<LstmSignal, Float32Array> => ({
    input: unknown(hiddenUnits),
    forget: unknown(hiddenUnits),
    cellInput: unknown(hiddenUnits),
    output: unknown(hiddenUnits),
    cell: unknown(hiddenUnits),
    hidden: unknown(hiddenUnits),
  });
  return {
    hiddenUnits,
    inputs: INPUT_NAMES[preprocess].map((name) => ({ name, values: unknown(1) })),
    layers: Array.from({ length: layers }, signals),
    output: unknown(1),
    correlations: [],
  };
}

/** The numbers of a batch as rows: x⁰ [F], then each layer's signals [H] in the order of LSTM_SIGNALS, then the output. */
function asRows({ features, layers, output }: LstmParts): Tensor2D {
  const signals = layers.flatMap((layer) => LSTM_SIGNALS.map((signal) => layer[signal]));
  return tf.concat([features, ...signals, output], 0) as Tensor2D;
}

const rowCount = (config: LstmConfig): number =>
  inputFeatures(config) + LSTM_SIGNALS.length * config.layers * config.hiddenUnits + 1;

/** Some steps of the coordinates: column s · k + j has step from + s of coordinate j. */
interface Columns {
  from: number;
  steps: number;
  coordinates: number;
  /** [rows × (steps · coordinates)] */
  rows: Float32Array;
}

/**
 * The states are those of the optimizer as it runs; what happens on the way from each to the next is the definition's,
 * for many steps in one batch.
 *
 * @param gradients [T × k], finite
 */
async function dissect(
  optimizer: LearnedOptimizer,
  gradients: Float32Array,
  coordinates: number,
  control: Control,
  take: (columns: Columns) => void,
): Promise<void> {
  const { config } = optimizer;
  const phi = tf.tensor1d(phiFromLearnedOptimizer(optimizer));
  const weights = tf.tidy(() => unflattenLstm(config, phi));
  const running = new LstmRule(config).optimizer(phi);
  const states = new MetStates();
  const steps = gradients.length / coordinates;
  const together = Math.max(1, Math.floor(MOST_NUMBERS / (coordinates * rowCount(config))));
  let from = 0;
  const flush = async (): Promise<void> => {
    const count = states.count;
    const part = gradients.subarray(from * coordinates, (from + count) * coordinates);
    const met = states.joined();
    const rows = tf.tidy(() =>
      asRows(lstmParts(config, weights, tf.tensor2d(part, [count, coordinates]), met)),
    );
    tf.dispose(met);
    states.dispose();
    try {
      take({ from, steps: count, coordinates, rows: await readFloats(rows) });
    } finally {
      rows.dispose();
    }
    from += count;
  };
  try {
    await replay(running, {
      gradients,
      coordinates,
      steps,
      control,
      before: async (t, state) => {
        if (t > 0 && (t === steps || states.count === together)) await flush();
        if (t < steps) states.add(state);
      },
    });
    await settleKernels();
  } finally {
    states.dispose();
    running.dispose();
    tf.dispose([phi, weights]);
  }
}

/** ∇₀ … of all coordinates row by step [end × k]; one that has come to its end goes on with 0, and nobody reads it. */
function sideBySide(gradients: readonly Float32Array[], end: number): Float32Array {
  const count = gradients.length;
  const rows = new Float32Array(end * count);
  for (const [k, values] of gradients.entries()) {
    for (let t = 0; t < Math.min(end, finiteSteps(values)); t++) {
      rows[t * count + k] = values[t] as number;
    }
  }
  return rows;
}

/** Copies coordinate k, up to step until − 1. */
function fill(
  inside: InsideLstm,
  { from, steps, coordinates, rows }: Columns,
  k: number,
  until: number,
): void {
  const across = steps * coordinates;
  const end = Math.min(until, from + steps);
  let row = 0;
  const copy = (values: Float32Array, width: number): void => {
    for (let unit = 0; unit < width; unit++, row++) {
      for (let t = from; t < end; t++) {
        values[t * width + unit] = rows[row * across + (t - from) * coordinates + k] as number;
      }
    }
  };
  for (const { values } of inside.inputs) copy(values, 1);
  for (const layer of inside.layers) {
    for (const signal of LSTM_SIGNALS) copy(layer[signal], inside.hiddenUnits);
  }
  copy(inside.output, 1);
}
