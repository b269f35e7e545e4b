/**
 * What can be optimised: a task by name with its settings.
 *
 * The same keys are used by `--set key=value` on the command line, by the address bar and by training records.
 */
import { z } from 'zod';

export const SURFACE_NAMES = [
  'rosenbrock',
  'beale',
  'himmelblau',
  'rastrigin',
  'saddle',
  'bowl',
] as const;
export type SurfaceName = (typeof SURFACE_NAMES)[number];

/** f(θ) = ‖Wθ − y‖² with W, y ~ N(0, 1), θ₀ ~ N(0, initialScale²) (paper, section 3.1). */
export const quadraticSpecSchema = z.object({
  name: z.literal('quadratic'),
  /** n, the number of coordinates of θ. */
  dimension: z.number().int().min(1).max(256).default(10),
  /** σ of the starting point's coordinates. */
  initialScale: z.number().min(0).max(10).default(0.01),
});

/** A classic two-dimensional function, started near its customary starting point. */
export const surfaceSpecSchema = z.object({
  name: z.literal('surface'),
  surface: z.enum(SURFACE_NAMES).default('rosenbrock'),
  /** σ of the starting points around the customary one. */
  initialScale: z.number().min(0).max(2).default(0.3),
});

export const taskSpecSchema = z.discriminatedUnion('name', [
  quadraticSpecSchema,
  surfaceSpecSchema,
]);

export type QuadraticSpec = z.infer<typeof quadraticSpecSchema>;
export type SurfaceSpec = z.infer<typeof surfaceSpecSchema>;
export type TaskSpec = z.infer<typeof taskSpecSchema>;
export type TaskName = TaskSpec['name'];

export const DEFAULT_TASK: TaskSpec = quadraticSpecSchema.parse({ name: 'quadratic' });
