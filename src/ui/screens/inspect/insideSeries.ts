/** What happens inside the LSTM as the charts want it. */
import { type InsideLstm, LSTM_SIGNALS, type LstmSignal } from '../../../specs/trace';
import { type HeatData, optimizerStyle, type Series } from '../../charts';
import { stepNumbers } from './traceSeries';

export const SIGNAL_NAMES: Record<LstmSignal, string> = {
  input: 'input gate i',
  forget: 'forget gate f',
  cellInput: 'taken in c̃',
  output: 'output gate o',
  cell: 'cell c',
  hidden: 'hidden value h',
};

/** A signal of a layer, [T × H] as it was recorded, as [H × T]: a row for each unit. */
export function unitRows(
  { hiddenUnits, layers }: InsideLstm,
  layer: number,
  signal: LstmSignal,
): HeatData {
  const recorded = layers[layer]?.[signal] ?? new Float32Array();
  const steps = hiddenUnits === 0 ? 0 : recorded.length / hiddenUnits;
  const values = new Float32Array(recorded.length);
  for (let t = 0; t < steps; t++) {
    for (let unit = 0; unit < hiddenUnits; unit++) {
      values[unit * steps + t] = recorded[t * hiddenUnits + unit] as number;
    }
  }
  return { rows: hiddenUnits, columns: steps, values, from: 0, to: hiddenUnits };
}

/** Where the colours of a signal end: at 1, but for cells, which have no end. */
export function reachOf(signal: LstmSignal, { values }: HeatData): number {
  if (signal !== 'cell') return 1;
  let reach = 0;
  for (const value of values) if (Number.isFinite(value)) reach = Math.max(reach, Math.abs(value));
  return reach || 1;
}

/** All six signals of one unit over the steps. */
export function unitSeries(
  { hiddenUnits, layers }: InsideLstm,
  layer: number,
  unit: number,
): Series[] {
  return LSTM_SIGNALS.map((signal, i) => {
    const recorded = layers[layer]?.[signal] ?? new Float32Array();
    const y = Float32Array.from(
      { length: recorded.length / hiddenUnits },
      (_, t) => recorded[t * hiddenUnits + unit] as number,
    );
    const dash = DASHES[i];
    const style = { ...optimizerStyle(i), width: signal === 'hidden' ? 2.5 : 1.75 };
    return {
      id: signal,
      label: SIGNAL_NAMES[signal],
      style: dash === undefined ? style : { ...style, dash },
      x: stepNumbers(y.length),
      y,
      emphasised: signal === 'hidden',
    };
  });
}

/** Gates, what goes in, and what is kept and shown, told apart without colour as well. */
const DASHES = ['1.5 3.5', '9 3 2 3', '5 3', '11 4', '2 2', undefined] as const;
