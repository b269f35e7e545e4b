/** One step of an optimizer for one coordinate: the numbers that were, and what its parts do with them. */
import type { StepPart } from '../../../app/inspect/inspectParts';
import type { GradientSpec, LstmConfig } from '../../../specs/optimizer';
import { type CoordinateTrace, LSTM_SIGNALS, type LstmSignal } from '../../../specs/trace';
import { formatNumber } from '../../charts';

/** "Gradient", "LSTM layer 2". */
export function partName(part: StepPart): string {
  switch (part.kind) {
    case 'gradient':
      return 'Gradient';
    case 'preprocessing':
      return 'Preprocessing';
    case 'layer':
      return `LSTM layer ${part.layer + 1}`;
    case 'output':
      return 'Output';
    case 'update':
      return 'Update';
  }
}

export type LayerNumbers = Record<LstmSignal, Float32Array> & {
  /** The cell of the step before. */
  before: Float32Array;
};

/** Everything that a step is made of, as it was. */
export interface StepNumbers {
  step: number;
  gradient: number;
  /** What the first layer reads; none for an optimizer that is no LSTM, which has no layers either. */
  inputs: { name: string; value: number }[];
  /** Each signal [H]. */
  layers: LayerNumbers[];
  output: number;
  update: number;
  value: number;
  next: number;
}

/** The numbers of step t; null where the trace has none, as behind a divergence. */
export function numbersAt(trace: CoordinateTrace, step: number): StepNumbers | null {
  const { inside } = trace;
  const units = inside?.hiddenUnits ?? 0;
  const at = (values: Float32Array, t = step) => values[t] ?? Number.NaN;
  if (!Number.isFinite(at(trace.gradient)) || !Number.isFinite(at(trace.update))) return null;
  const row = (values: Float32Array, t: number) => values.subarray(t * units, (t + 1) * units);
  const layers = (inside?.layers ?? []).map((signals) => {
    const rows = LSTM_SIGNALS.map((signal) => [signal, row(signals[signal], step)]);
    const before = step === 0 ? new Float32Array(units) : row(signals.cell, step - 1);
    return { ...Object.fromEntries(rows), before } as LayerNumbers;
  });
  return {
    step,
    gradient: at(trace.gradient),
    inputs: (inside?.inputs ?? []).map(({ name, values }) => ({ name, value: at(values) })),
    layers,
    output: inside === null ? Number.NaN : at(inside.output),
    update: at(trace.update),
    value: at(trace.value),
    next: at(trace.value, step + 1),
  };
}

/** The unit whose hidden value is the largest: an example that says something. */
export function loudestUnit(hidden: Float32Array): number {
  let best = 0;
  hidden.forEach((value, unit) => {
    if (Math.abs(value) > Math.abs(hidden[best] ?? 0)) best = unit;
  });
  return best;
}

/** What happens in a part, in words. */
export function sentenceOf(part: StepPart, optimizer: GradientSpec, numbers: StepNumbers): string {
  if (part.kind === 'gradient') {
    return `The problem says how steeply its loss rises along this coordinate: ${formatNumber(numbers.gradient)}.`;
  }
  if (optimizer.kind === 'baseline') {
    return `${optimizer.label} answers by its formula, with α = ${formatNumber(optimizer.learningRate)}; the answer is added to the coordinate.`;
  }
  const { config } = optimizer.optimizer;
  switch (part.kind) {
    case 'preprocessing':
      return preprocessingSentence(config, numbers.gradient);
    case 'layer': {
      const reads =
        part.layer === 0
          ? 'It mixes what it reads with what it put out a step ago'
          : 'It does the same with what the layer below puts out';
      return `${reads}; gates decide what each of its ${config.hiddenUnits} cells forgets, takes in and shows.`;
    }
    case 'output':
      return `The last layer’s hidden values are weighed into one number: ${formatNumber(numbers.output)}.`;
    case 'update': {
      const how = config.output === 'tanh' ? 'Bounded by tanh and scaled' : 'Scaled';
      return `${how} by ${formatNumber(config.outputScale)}, it is added to the coordinate.`;
    }
  }
}

function preprocessingSentence({ preprocess, p }: LstmConfig, gradient: number): string {
  switch (preprocess) {
    case 'none':
      return 'The gradient goes into the LSTM as it is.';
    case 'log-sign':
      return Math.abs(gradient) >= Math.exp(-p)
        ? 'Gradients differ by orders of magnitude, so the LSTM reads the logarithm of its size, and its sign.'
        : `Below e⁻ᵖ a logarithm would blow up: the LSTM reads −1, and the gradient times eᵖ, p = ${formatNumber(p)}.`;
    case 'rnnprop':
      return 'The LSTM reads the running mean of the gradient and the gradient itself, both by its usual size.';
  }
}
