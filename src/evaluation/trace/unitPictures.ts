import { shapeOf } from '../../optimizees/digits';
import { type MlpLayer, mlpLayers } from '../../optimizees/mlp/layers';
import { LabError } from '../../specs/errors';
import type { UnitPictures } from '../../specs/trace';
import { type Trace, valuesOf } from './trace';

/**
 * The weights of a network's first layer at θₜ, a picture for each of its units, and which coordinate each weight is:
 * W₁ [side², units] stands row by row at the beginning of θ, so pixel p of unit j is coordinate p · units + j. The
 * weight of a coordinate that was not kept is NaN, as all are behind a divergence. Null where there is no network.
 *
 * @param step t, 0 … T
 * @throws LabError `bad-input` where there is no such step
 */
export function unitPictures(trace: Trace, step: number): UnitPictures | null {
  const { task, steps } = trace.config;
  if (!Number.isInteger(step) || step < 0 || step > steps) {
    throw new LabError({
      code: 'bad-input',
      message: `There is no step ${step}: the trace has ${steps}.`,
      remedy: `Ask for a step from 0 to ${steps}.`,
    });
  }
  if (task.name !== 'mnist') return null;
  const { rows, columns } = mlpLayers(shapeOf(task))[0] as MlpLayer;
  const theta = new Float32Array(rows * columns).fill(Number.NaN);
  let values = trace.start;
  for (const here of valuesOf(trace, step)) values = here;
  for (const [place, coordinate] of trace.kept.entries()) {
    if (coordinate < theta.length) theta[coordinate] = values[place] as number;
  }
  const weights = new Float32Array(theta.length);
  const coordinates = new Int32Array(theta.length);
  for (let unit = 0; unit < columns; unit++) {
    for (let pixel = 0; pixel < rows; pixel++) {
      const coordinate = pixel * columns + unit;
      coordinates[unit * rows + pixel] = coordinate;
      weights[unit * rows + pixel] = theta[coordinate] as number;
    }
  }
  return { step, units: columns, side: task.side, weights, coordinates };
}
