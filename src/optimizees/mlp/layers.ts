import { LabError } from '../../specs/errors';
import type { Activation } from '../../specs/task';

export interface MlpShape {
  /** Width of the input, 784 for MNIST. */
  inputs: number;
  /** Units of each hidden layer, 1 to 3 of them. */
  hidden: readonly number[];
  /** Width of the output. */
  classes: number;
  activation: Activation;
}

/** A fully connected layer's place among the coordinates: weights [rows, columns] row by row, then bias [columns]. */
export interface MlpLayer {
  rows: number;
  columns: number;
  start: number;
  end: number;
}

/**
 * The layers of a network in the order of its coordinates: W₁, b₁, W₂, b₂, …
 *
 * @throws LabError `bad-input` where the shape cannot be built
 */
export function mlpLayers({ inputs, hidden, classes }: MlpShape): MlpLayer[] {
  const widths = [inputs, ...hidden, classes];
  const whole = widths.every((width) => Number.isInteger(width) && width > 0);
  if (!whole || hidden.length < 1 || hidden.length > 3) {
    throw new LabError({
      code: 'bad-input',
      message: `A network of ${widths.join('-')} units cannot be built.`,
      remedy: 'Use one to three hidden layers, each at least one unit wide.',
    });
  }
  let end = 0;
  return hidden.concat(classes).map((columns, k) => {
    const rows = widths[k] as number;
    const start = end;
    end += (rows + 1) * columns;
    return { rows, columns, start, end };
  });
}
