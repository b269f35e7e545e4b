import { LSTM_SIGNALS } from '../../../specs/trace';
import type { DataTable } from '../../charts';
import type { StepNumbers } from './slowMotion';

/** All numbers of a step: what goes in and comes out, and a row for each unit of each layer. */
export function stepTable(numbers: StepNumbers | null): DataTable {
  const columns = ['part', 'unit', 'value', 'i', 'f', 'c̃', 'o', 'c', 'h'];
  if (numbers === null) return { columns, rows: 0, cell: () => null };
  const single = (name: string, value: number) => [name, null, value];
  const rows: (string | number | null)[][] = [
    single('gradient', numbers.gradient),
    ...numbers.inputs.map(({ name, value }) => single(`reads ${name}`, value)),
    ...numbers.layers.flatMap((layer, l) =>
      Array.from(layer.hidden, (_, unit) => [
        `LSTM layer ${l + 1}`,
        unit + 1,
        null,
        ...LSTM_SIGNALS.map((signal) => layer[signal][unit] ?? null),
      ]),
    ),
    ...(numbers.layers.length > 0 ? [single('output', numbers.output)] : []),
    single('update', numbers.update),
    single('value before', numbers.value),
    single('value after', numbers.next),
  ];
  return {
    columns,
    rows: rows.length,
    cell: (row, column) => rows[row]?.[column] ?? null,
  };
}
