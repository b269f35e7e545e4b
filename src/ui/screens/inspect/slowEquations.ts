/** The equation of each part of a step with the numbers in it, as TeX. */
import type { StepPart } from '../../../app/inspect/inspectParts';
import type { GradientSpec, LstmConfig } from '../../../specs/optimizer';
import { GLOSSARY } from '../../terms/glossary';
import type { StepNumbers } from './slowMotion';
import { texNumber } from './texNumber';

/** @param unit the example of a layer */
export function equationOf(
  part: StepPart,
  optimizer: GradientSpec,
  numbers: StepNumbers,
  unit: number,
): string {
  const { step: t } = numbers;
  if (part.kind === 'gradient') {
    return String.raw`\nabla_{${t}}=\frac{\partial f}{\partial\theta}(\theta_{${t}})=${texNumber(numbers.gradient)}`;
  }
  if (optimizer.kind === 'baseline') {
    const answer = String.raw`g_{${t}}=${texNumber(numbers.update)},\qquad ${moved(numbers)}`;
    return String.raw`\begin{gathered}${GLOSSARY[optimizer.name].equation}\\[6pt]${answer}\end{gathered}`;
  }
  const { config } = optimizer.optimizer;
  switch (part.kind) {
    case 'preprocessing':
      return preprocessingTex(config, numbers);
    case 'layer':
      return layerTex(part.layer, numbers, unit);
    case 'output':
      return String.raw`y_{${t}}=w\cdot h_{${t}}+b=${texNumber(numbers.output)}`;
    case 'update':
      return updateTex(config, numbers);
  }
}

function preprocessingTex(config: LstmConfig, { step: t, gradient, inputs }: StepNumbers): string {
  const values = inputs.map(({ value }) => texNumber(value)).join(String.raw`,\;`);
  switch (config.preprocess) {
    case 'none':
      return String.raw`x_{${t}}=\nabla_{${t}}=${values}`;
    case 'log-sign': {
      const p = texNumber(config.p);
      const rule =
        Math.abs(gradient) >= Math.exp(-config.p)
          ? String.raw`\Big(\tfrac{\log|\nabla_{${t}}|}{${p}},\ \operatorname{sgn}\nabla_{${t}}\Big)`
          : String.raw`\big(-1,\ e^{${p}}\,\nabla_{${t}}\big)`;
      return `x_{${t}}=${rule}=(${values})`;
    }
    case 'rnnprop': {
      const size = String.raw`\sqrt{\hat v_{${t}}}+\varepsilon`;
      const rule = String.raw`\Big(\frac{\hat m_{${t}}}{${size}},\ \frac{\nabla_{${t}}}{${size}}\Big)`;
      return `x_{${t}}=${rule}=(${values})`;
    }
  }
}

function layerTex(layer: number, { step: t, layers }: StepNumbers, unit: number): string {
  const signals = layers[layer];
  if (signals === undefined) return '';
  const of = (values: Float32Array) => texNumber(values[unit] ?? Number.NaN);
  const x = layer === 0 ? `x_{${t}}` : `h^{${layer}}_{${t}}`;
  const before = t === 0 ? '0' : `h_{${t - 1}}`;
  const lines = [
    String.raw`(i,f,\tilde c,o)&=(\sigma,\sigma,\tanh,\sigma)\;W^{${layer + 1}}\,[\,${x};\,${before};\,1\,]`,
    String.raw`c_{${t}}&=f\,c_{${t === 0 ? '-1' : t - 1}}+i\,\tilde c,\qquad h_{${t}}=o\,\tanh c_{${t}}`,
    String.raw`c_{${t}}^{(${unit + 1})}&=${of(signals.forget)}\cdot${factor(of(signals.before))}+${of(signals.input)}\cdot${factor(of(signals.cellInput))}`,
    `&=${of(signals.cell)}`,
    String.raw`h_{${t}}^{(${unit + 1})}&=${of(signals.output)}\cdot\tanh${factor(of(signals.cell))}=${of(signals.hidden)}`,
  ];
  return String.raw`\begin{aligned}${lines.join(String.raw`\\`)}\end{aligned}`;
}

function updateTex(config: LstmConfig, numbers: StepNumbers): string {
  const { step: t, output, update } = numbers;
  const scale = texNumber(config.outputScale);
  const y = texNumber(output);
  const [rule, value] =
    config.output === 'tanh'
      ? [String.raw`s\,\tanh y_{${t}}`, String.raw`\tanh${factor(y)}`]
      : [String.raw`s\,y_{${t}}`, factor(y)];
  const made = String.raw`g_{${t}}=${rule}=${scale}\cdot${value}=${texNumber(update)}`;
  return String.raw`\begin{gathered}${made}\\${moved(numbers)}\end{gathered}`;
}

/** θ after the step. */
function moved({ step: t, value, update, next }: StepNumbers): string {
  const sum = `${texNumber(value)}${update < 0 ? '-' : '+'}${texNumber(Math.abs(update))}`;
  return String.raw`\theta_{${t + 1}}=\theta_{${t}}+g_{${t}}=${sum}=${texNumber(next)}`;
}

/** Brackets around a negative number behind a sign. */
const factor = (tex: string): string => (tex.startsWith('-') ? `(${tex})` : `{${tex}}`);
