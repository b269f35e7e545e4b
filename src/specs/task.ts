/**
 * What can be optimised: a task by name with its settings.
 *
 * The same keys are used by `--set key=value` on the command line, by the address bar and by training records.
 */
import { z } from 'zod';
import { between, oneOf, oneOfNumbers, whole } from './limits';

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
  dimension: whole(1, 256).default(10),
  /** σ of the starting point's coordinates. */
  initialScale: between(0, 10).default(0.01),
});

/** A classic two-dimensional function, started near its customary starting point. */
export const surfaceSpecSchema = z.object({
  name: z.literal('surface'),
  surface: oneOf(SURFACE_NAMES).default('rosenbrock'),
  /** σ of the starting points around the customary one. */
  initialScale: between(0, 2).default(0.3),
});

/** Whose digits: drawn by the Lab, the real MNIST, or a person's own files in MNIST's format. */
export const DIGIT_SOURCES = ['synthetic', 'mnist', 'files'] as const;
export type DigitSource = (typeof DIGIT_SOURCES)[number];

export const ACTIVATIONS = ['sigmoid', 'tanh', 'relu'] as const;
export type Activation = (typeof ACTIVATIONS)[number];

/** Digits are square: 28 pixels a side, or fewer, each then the sum of a block of the original's. */
export const DIGIT_SIDES = [28, 14, 7] as const;

/** A fully connected network that classifies digits, softmax cross-entropy on minibatches (paper, section 3.2). */
export const mnistSpecSchema = z.object({
  name: z.literal('mnist'),
  /** Units of each hidden layer. */
  hiddenUnits: whole(1, 256).default(20),
  hiddenLayers: whole(1, 3).default(1),
  activation: oneOf(ACTIVATIONS).default('sigmoid'),
  /** N, examples of a minibatch. */
  batch: whole(1, 1024).default(128),
  /** σ of all weights and biases, or `fan-in`: σ = 1/√(inputs of the layer). */
  initialScale: z
    .union([between(0, 1), z.literal('fan-in')], {
      error: 'expected a number from 0 to 1, or fan-in',
    })
    .default(0.01),
  data: oneOf(DIGIT_SOURCES).default('synthetic'),
  side: oneOfNumbers(DIGIT_SIDES).default(28),
});

export const taskSpecSchema = z.discriminatedUnion(
  'name',
  [quadraticSpecSchema, mnistSpecSchema, surfaceSpecSchema],
  { error: 'expected the task quadratic, mnist or surface' },
);

export type QuadraticSpec = z.infer<typeof quadraticSpecSchema>;
export type MnistSpec = z.infer<typeof mnistSpecSchema>;
export type SurfaceSpec = z.infer<typeof surfaceSpecSchema>;
export type TaskSpec = z.infer<typeof taskSpecSchema>;
export type TaskName = TaskSpec['name'];

export const DEFAULT_TASK: TaskSpec = quadraticSpecSchema.parse({ name: 'quadratic' });

/** Whether its digits are a person's own, which may be others the next time: what is found out with them is not kept. */
export const hasOwnDigits = (task: TaskSpec): boolean =>
  task.name === 'mnist' && task.data === 'files';
