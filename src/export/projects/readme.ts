/** What a project's README says of its optimizer. */
import { momentCount } from '../../specs/lstmShapes';
import type { LearnedOptimizer, LstmConfig } from '../../specs/optimizer';

const PREPROCESSING: Record<LstmConfig['preprocess'], string> = {
  none: 'the gradient itself',
  'log-sign': 'the logarithm and the sign of the gradient',
  rnnprop: 'the gradient by its own moving size (RNNprop)',
};

/** Fills in `{{name}}`, `{{settings}}` and `{{statePerCoordinate}}`. */
export function readme(template: string, name: string, optimizer: LearnedOptimizer): string {
  const { config } = optimizer;
  const values: Record<string, string> = {
    name: oneLine(name),
    settings: settingsTable(optimizer),
    statePerCoordinate: String(2 * config.layers * config.hiddenUnits + momentCount(config)),
  };
  return template.replace(/\{\{(\w+)\}\}/g, (_, key: string) => values[key] ?? '');
}

function settingsTable({ config, training }: LearnedOptimizer): string {
  const { layers, hiddenUnits, preprocess, p, outputScale, output } = config;
  const task = training.task as { name?: unknown } | undefined;
  const rows: [string, string][] = [
    ['LSTM', `${layers} ${layers === 1 ? 'layer' : 'layers'} of ${hiddenUnits} units`],
    ['reads', PREPROCESSING[preprocess] + (preprocess === 'log-sign' ? `, p = ${p}` : '')],
    ['writes', `${outputScale} × ${output === 'tanh' ? 'tanh of its output' : 'its output'}`],
    ...(typeof task?.name === 'string' ? [row('was trained on', task.name)] : []),
    ...(training.horizon === undefined ? [] : [row('for steps', `1 to ${training.horizon}`)]),
    ...(training.epochs === undefined ? [] : [row('horizons of training', `${training.epochs}`)]),
  ];
  return [
    '| setting | value |',
    '| --- | --- |',
    ...rows.map((cells) => `| ${cells.join(' | ')} |`),
  ].join('\n');
}

const row = (name: string, value: string): [string, string] => [name, oneLine(value)];

/** Names are people's, or a stranger's: in a table and a title they must not be more than text. */
function oneLine(text: string): string {
  return text.replace(/[\s|`<>[\]]+/g, ' ').trim();
}
