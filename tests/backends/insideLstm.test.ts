/** What happens inside the LSTM, against the optimizer that it happens in. */
import { describe, expect, test } from 'vitest';
import { INPUT_NAMES, insideLstm } from '../../src/evaluation/insideLstm';
import { unitCorrelations } from '../../src/evaluation/unitCorrelations';
import { makeOptimizer } from '../../src/optimizers/registry';
import { RunControl } from '../../src/runtime/control';
import { tf } from '../../src/runtime/tf';
import { phiFromLearnedOptimizer } from '../../src/specs/lstmShapes';
import { type InsideLstm, LSTM_SIGNALS } from '../../src/specs/trace';
import { forEachBackend } from '../helpers/backends';
import { columnOf, LSTM_KINDS, lstmWay, updatesOn } from '../helpers/coordinateWays';

const STEPS = 12;
const COORDINATES = 3;
/** Float32, and states from a kernel beside parts from the definition: a few units in the last place of numbers ≤ 1. */
const CLOSE = 1e-6;

const numbersOf = ({ inputs, layers, output }: InsideLstm): Float32Array[] => [
  ...inputs.map(({ values }) => values),
  ...layers.flatMap((layer) => LSTM_SIGNALS.map((signal) => layer[signal])),
  output,
];

forEachBackend(() => {
  describe.each(LSTM_KINDS)('%s', (_, kind) => {
    const { learned, gradients } = lstmWay(kind, COORDINATES, STEPS);
    const { optimizer } = learned;
    const { config } = optimizer;
    const { hiddenUnits: units } = config;
    const ways = Array.from({ length: COORDINATES }, (_, k) => columnOf(gradients, k, COORDINATES));

    test('the output, scaled, is the update', async () => {
      const updates = await updatesOn(makeOptimizer(learned), gradients, COORDINATES);
      const before = tf.memory().numTensors;
      const insides = await insideLstm(optimizer, ways);
      expect(tf.memory().numTensors).toBe(before);
      expect(insides).toHaveLength(COORDINATES);
      for (const [k, { output }] of insides.entries()) {
        const bounded = config.output === 'tanh' ? output.map(Math.tanh) : output;
        expect(bounded.map((value) => value * config.outputScale)).toBeAllClose(
          columnOf(updates, k, COORDINATES),
          { within: CLOSE },
        );
      }
    });

    test('each part follows from the others by the equations of the cell', async () => {
      const phi = phiFromLearnedOptimizer(optimizer);
      const outputWeights = phi.subarray(-units - 1);
      for (const { layers, output, hiddenUnits } of await insideLstm(optimizer, ways)) {
        expect(hiddenUnits).toBe(units);
        expect(layers).toHaveLength(config.layers);
        for (const { input, forget, cellInput, output: shown, cell, hidden } of layers) {
          expect(cell).toHaveLength(STEPS * units);
          const cells = cell.map((_, i) => {
            const past = i < units ? 0 : (cell[i - units] as number);
            return (forget[i] as number) * past + (input[i] as number) * (cellInput[i] as number);
          });
          expect(cell).toBeAllClose(cells, { what: 'c', within: CLOSE });
          const values = cell.map((c, i) => (shown[i] as number) * Math.tanh(c));
          expect(hidden).toBeAllClose(values, { what: 'h', within: CLOSE });
          for (const gate of [input, forget, shown]) {
            expect(gate.every((value) => value >= 0 && value <= 1)).toBe(true);
          }
          expect(cellInput.every((value) => Math.abs(value) <= 1)).toBe(true);
        }
        const last = layers.at(-1)?.hidden ?? new Float32Array();
        const sums = output.map((_, t) =>
          last
            .subarray(t * units, (t + 1) * units)
            .reduce(
              (sum, h, u) => sum + h * (outputWeights[u] as number),
              outputWeights[units] as number,
            ),
        );
        expect(output).toBeAllClose(sums, { what: 'w·h + b', within: CLOSE });
      }
    });

    test('the gates are those of the weights, by plain sums', async () => {
      const w = optimizer.tensors;
      const at = (name: string, i: number) => w[name]?.values[i] as number;
      const [inside] = await insideLstm(optimizer, ways);
      if (inside === undefined) throw new Error('nothing');
      const sigmoid = (z: number) => 1 / (1 + Math.exp(-z));
      inside.layers.forEach((layer, l) => {
        const below = inside.layers[l - 1]?.hidden;
        const t = 5;
        const x =
          below === undefined
            ? inside.inputs.map(({ values }) => values[t] as number)
            : Array.from(below.subarray(t * units, (t + 1) * units));
        const h = Array.from(layer.hidden.subarray((t - 1) * units, t * units));
        const z = (row: number) =>
          x.reduce(
            (sum, value, i) => sum + value * at(`cells.${l}.weight_ih`, row * x.length + i),
            0,
          ) +
          h.reduce(
            (sum, value, i) => sum + value * at(`cells.${l}.weight_hh`, row * units + i),
            0,
          ) +
          at(`cells.${l}.bias_ih`, row);
        for (let u = 0; u < units; u++) {
          const i = t * units + u;
          const gates = [layer.input, layer.forget, layer.cellInput, layer.output].map(
            (s) => s[i] as number,
          );
          expect(gates).toBeAllClose(
            [
              sigmoid(z(u)),
              sigmoid(z(units + u)),
              Math.tanh(z(2 * units + u)),
              sigmoid(z(3 * units + u)),
            ],
            { within: CLOSE },
          );
        }
      });
    });

    test('what goes in has its names', async () => {
      const [inside] = await insideLstm(optimizer, ways);
      const g = ways[0] as Float32Array;
      expect(inside?.inputs.map(({ name }) => name)).toEqual(INPUT_NAMES[config.preprocess]);
      const values = Object.fromEntries(
        inside?.inputs.map(({ name, values: v }) => [name, v]) ?? [],
      );
      const wanted: Record<string, number[]> = {
        gradient: Array.from(g),
        'log|gradient|': Array.from(g, (x) => Math.max(-1, Math.log(Math.abs(x)) / config.p)),
        sign: Array.from(g, (x) => Math.max(-1, Math.min(1, x * Math.exp(config.p)))),
        ...normalised(g),
      };
      for (const name of INPUT_NAMES[config.preprocess]) {
        expect(values[name]).toBeAllClose(wanted[name] as number[], {
          what: name,
          measure: 'scaled',
          within: CLOSE,
        });
      }
    });

    test('several coordinates at once are each by itself', async () => {
      const together = await insideLstm(optimizer, ways);
      const [second] = await insideLstm(optimizer, ways.slice(1, 2));
      const wanted = numbersOf(second as InsideLstm);
      for (const [i, values] of numbersOf(together[1] as InsideLstm).entries()) {
        expect(values).toBeAllClose(wanted[i] as Float32Array, { within: CLOSE });
      }
      expect(together[1]?.correlations).toEqual(
        unitCorrelations(
          together[1]?.layers.map(({ hidden }) => hidden) ?? [],
          units,
          ways[1] as Float32Array,
        ),
      );
      expect(together[1]?.correlations).toHaveLength(config.layers * units);
    });
  });

  test('behind a divergence there is nothing, each coordinate by itself', async () => {
    const { learned, gradients } = lstmWay({ preprocess: 'rnnprop' }, 2, STEPS);
    const whole = [columnOf(gradients, 0, 2), columnOf(gradients, 1, 2)];
    const spoilt = whole.map((way, k) => way.slice().fill(Number.NaN, k === 0 ? 7 : 9));
    const wanted = await insideLstm(learned.optimizer, whole);
    for (const [k, inside] of (await insideLstm(learned.optimizer, spoilt)).entries()) {
      for (const [i, values] of numbersOf(inside).entries()) {
        const full = numbersOf(wanted[k] as InsideLstm)[i] as Float32Array;
        expect(values).toHaveLength(full.length);
        const end = (values.length / STEPS) * (k === 0 ? 7 : 9);
        expect(values.subarray(0, end)).toBeAllClose(full.subarray(0, end), { within: CLOSE });
        expect(values.subarray(end).every(Number.isNaN)).toBe(true);
      }
    }
    const [nothing] = await insideLstm(learned.optimizer, [new Float32Array(3).fill(Number.NaN)]);
    expect(nothing?.output).toEqual(new Float32Array(3).fill(Number.NaN));
    expect(await insideLstm(learned.optimizer, [])).toEqual([]);
  });

  test('stopped, it leaves nothing behind', async () => {
    const { learned, gradients } = lstmWay({}, 1, STEPS);
    const before = tf.memory().numTensors;
    const control = new RunControl();
    control.stop();
    await expect(insideLstm(learned.optimizer, [gradients], control)).rejects.toThrow('stopped');
    expect(tf.memory().numTensors).toBe(before);
  });
});

/** RNNprop's inputs in float64. */
function normalised(gradients: Float32Array): Record<string, number[]> {
  let [m, v] = [0, 0];
  const rows = Array.from(gradients, (g, t) => {
    m = 0.95 * m + 0.05 * g;
    v = 0.95 * v + 0.05 * g * g;
    const correction = 1 - 0.95 ** (t + 1);
    const size = Math.sqrt(v / correction) + 1e-8;
    return [m / correction / size, g / size] as const;
  });
  return { 'm̂/√v̂': rows.map(([mean]) => mean), 'g/√v̂': rows.map(([, own]) => own) };
}
