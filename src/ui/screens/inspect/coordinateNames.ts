/** What coordinates are called: by their number, or by their place in a network. */
import type { MnistSpec, TaskSpec } from '../../../specs/task';

const CLASSES = 10;

/**
 * "coordinate 4" (counted from 0, as in links and on the command line), "x", "unit 3, pixel (12, 9)", "digit 7 from
 * unit 3", "unit 3, bias". Units, rows and columns are counted from 1, as in the pictures of weights.
 */
export function coordinateName(task: TaskSpec, coordinate: number): string {
  switch (task.name) {
    case 'surface':
      return coordinate === 0 ? 'x' : 'y';
    case 'mnist':
      return inNetwork(task, coordinate);
    default:
      return `coordinate ${coordinate}`;
  }
}

/** Its layers stand one after the other, weights [inputs × units] row by row and then biases [units]. */
function inNetwork({ side, hiddenUnits, hiddenLayers }: MnistSpec, coordinate: number): string {
  let start = 0;
  let inputs = side * side;
  for (let layer = 0; layer <= hiddenLayers; layer++) {
    const units = layer === hiddenLayers ? CLASSES : hiddenUnits;
    const place = coordinate - start;
    if (place < (inputs + 1) * units) {
      const unit = place % units;
      const input = Math.floor(place / units);
      return `${unitName(layer, hiddenLayers, unit)}${inputName(layer, hiddenLayers, input, inputs, side)}`;
    }
    start += (inputs + 1) * units;
    inputs = units;
  }
  return `coordinate ${coordinate}`;
}

function unitName(layer: number, hiddenLayers: number, unit: number): string {
  if (layer === hiddenLayers) return `digit ${unit}`;
  return hiddenLayers === 1 ? `unit ${unit + 1}` : `layer ${layer + 1} unit ${unit + 1}`;
}

function inputName(
  layer: number,
  hiddenLayers: number,
  input: number,
  inputs: number,
  side: number,
): string {
  if (input === inputs) return ', bias';
  if (layer > 0) return ` from ${unitName(layer - 1, hiddenLayers, input)}`;
  return `, pixel (${Math.floor(input / side) + 1}, ${(input % side) + 1})`;
}
