/** What a network has learned at one step, small enough to be kept for many steps, and how well it does. */

/** Some digits that networks are asked about. */
export interface DigitExamples {
  count: number;
  /** [count × 784], row by row; 0 is background, 255 is ink. */
  images: Uint8Array;
  /** [count], each 0 … 9. */
  labels: Uint8Array;
}

/** One network after `step` steps. */
export interface NetworkView {
  step: number;
  /** How many units of the first layer are shown, and the pixels along a side of what they see. */
  units: number;
  side: number;
  /** [units × side²], row by row: a unit's weights, in 127ths of `scale`. */
  weights: Int8Array;
  /** The largest of these weights without its sign. */
  scale: number;
  /** What it answers to each of the examples, … */
  answers: Uint8Array;
  /** … and with which probability, in 255ths. */
  sureness: Uint8Array;
}

/** Networks on a set of digits that they do not learn from, after `step` steps. */
export interface NetworkScore {
  step: number;
  /** How many digits, the first ones of the set; `all`: there are no more. */
  examples: number;
  all: boolean;
  /** Of each network [B]: the mean cross-entropy, and the share of digits that it reads rightly. */
  loss: Float32Array;
  accuracy: Float32Array;
}
