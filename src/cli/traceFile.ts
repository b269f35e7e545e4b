/** A trace as other programs read it: numbers as nested lists, null where there is none (behind a divergence). */
import type {
  CoordinateTrace,
  FieldConfig,
  InsideLstm,
  LstmSignal,
  TraceSummary,
  UpdateField,
} from '../specs/trace';
import { UsageError } from './failure';
import { nested } from './json';

/** More than that is a file of more than about 100 MB. */
export const MOST_NUMBERS = 5_000_000;

export interface FileSize {
  coordinates: number;
  steps: number;
  /** Optimizers designed by hand. */
  baselines: number;
  /** What the inside of the LSTM has at a step; 0 where it is left out. */
  inside: number;
  /** Steps of the sweep, and its points. */
  swept: number;
  points: number;
}

/** @throws UsageError where a file would be too large, with what would make it smaller */
export function checkFileSize(size: FileSize): void {
  const { coordinates, steps, baselines, inside, swept, points } = size;
  const each = steps * (3 + baselines + inside) + swept * (2 + points * (1 + baselines));
  const numbers = coordinates * each;
  if (numbers <= MOST_NUMBERS) return;
  const shown = (count: number) => count.toLocaleString('en');
  const fit = Math.floor(MOST_NUMBERS / each);
  const ways = [
    ...(fit > 0 ? [`choose ${shown(fit)} of them at most`] : ['choose fewer --steps']),
    ...(inside > 0 ? ['leave out the inside of the LSTM by --no-inside'] : []),
    ...(swept > 0 ? ['sweep at fewer steps by --sweep'] : []),
  ];
  throw new UsageError(
    `${shown(coordinates)} coordinates would be ${shown(numbers)} numbers, more than the ${shown(MOST_NUMBERS)} that a file may have; ${ways.join(', or ')}`,
  );
}

/** What there is of the whole problem. */
export function summaryRecord({
  coordinates,
  kept,
  groups,
  loss,
  path,
  divergence,
  behaviour,
}: TraceSummary): object {
  return {
    coordinates,
    kept: kept.length,
    groups,
    loss: nested(loss, [loss.length]),
    ...(path === null ? {} : { path: nested(path, [path.length / 2, 2]) }),
    ...(divergence === null ? {} : { divergence }),
    behaviour,
  };
}

/** One coordinate's way, and its sweep, where there is one. */
export function coordinateRecord(
  { coordinate, gradient, update, value, wouldBe, inside }: CoordinateTrace,
  { groups }: Pick<TraceSummary, 'groups'>,
  field: UpdateField | null,
): object {
  const list = (values: Float32Array) => nested(values, [values.length]);
  return {
    coordinate,
    group: groups.find(({ start, end }) => coordinate >= start && coordinate < end)?.name,
    gradient: list(gradient),
    update: list(update),
    value: list(value),
    wouldBe: wouldBe.map(({ name, learningRate, updates }) => ({
      optimizer: name,
      learningRate,
      update: list(updates),
    })),
    ...(inside === null ? {} : { inside: insideRecord(inside, gradient.length) }),
    ...(field === null ? {} : { field: fieldRecord(field) }),
  };
}

/** Signals [T][H]. */
function insideRecord(
  { hiddenUnits, inputs, layers, output, correlations }: InsideLstm,
  steps: number,
): object {
  const signals = (layer: Record<LstmSignal, Float32Array>) =>
    Object.fromEntries(
      Object.entries(layer).map(([name, values]) => [name, nested(values, [steps, hiddenUnits])]),
    );
  return {
    hiddenUnits,
    inputs: inputs.map(({ name, values }) => ({ name, values: nested(values, [steps]) })),
    layers: layers.map(signals),
    output: nested(output, [steps]),
    correlations,
  };
}

/** Updates [steps of the sweep][points]. */
function fieldRecord({ config, gradients, learned, wouldBe, actual }: UpdateField): object {
  const { steps, scale, limit, points }: FieldConfig = config;
  const shape = [steps.length, points];
  return {
    scale,
    limit,
    steps,
    gradients: nested(gradients, [points]),
    update: nested(learned, shape),
    wouldBe: wouldBe.map(({ name, learningRate, updates }) => ({
      optimizer: name,
      learningRate,
      update: nested(updates, shape),
    })),
    actual: {
      gradient: nested(actual.gradient, [steps.length]),
      update: nested(actual.update, [steps.length]),
    },
  };
}
