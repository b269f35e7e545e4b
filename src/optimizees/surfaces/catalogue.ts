/** The surfaces by name. TF-free. */
import type { SurfaceName } from '../../specs/task';
import type { SurfaceDefinition } from './arithmetic';
import { beale } from './beale';
import { bowl } from './bowl';
import { himmelblau } from './himmelblau';
import { rastrigin } from './rastrigin';
import { rosenbrock } from './rosenbrock';
import { saddle } from './saddle';

export const SURFACES: Readonly<Record<SurfaceName, SurfaceDefinition>> = {
  rosenbrock,
  beale,
  himmelblau,
  rastrigin,
  saddle,
  bowl,
};
