import { type Control, freeRunning } from '../../runtime/control';
import type { FieldConfig, UpdateField } from '../../specs/trace';
import { updateField } from '../updateField';
import { columnsOf } from './columns';
import { placeOf, type Trace } from './trace';

/**
 * The proposed update against the current gradient, at chosen steps of one coordinate of a trace (paper, Appendix B,
 * Figure 11).
 *
 * @throws LabError `bad-input` where there is no such coordinate, step or sweep; `stopped`
 */
export function fieldOf(
  trace: Trace,
  config: FieldConfig,
  control: Control = freeRunning,
): Promise<UpdateField> {
  const { optimizer, rates } = trace.config;
  const place = placeOf(trace, config.coordinate);
  const [gradients] = columnsOf(trace.gradient, trace.kept.length, [place]) as [Float32Array];
  return updateField(optimizer, rates, gradients, config, control);
}
