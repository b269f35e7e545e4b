/**
 * The shapes that all other files work with. Coordinates are cut into blocks of `width` (a multiple of 8); in a block
 * every array has one row for each unit and the block's coordinates along it, so that coordinates fill SIMD lanes:
 *
 *                       coordinates of the block →
 *            unit 0   [ 0  1  2  3 | 4  5  6  7 | …  width − 1 ]
 *            unit 1   [ …
 *              ⋮                       one row = `row` bytes
 *
 * A layer's gates stand by unit, then gate (i, f, g, o): the four that meet in one c and one h lie side by side.
 *
 *     state   of a block   for each layer:  c [H rows] | h [H rows];  then moments [M rows]
 *     record  of a block   x [F rows] | moments [M rows], then for each layer:  gates [4H rows] | c [H rows] | h [H rows]
 *             and step     (after σ and tanh; a slim record goes without the gates)
 *
 * so c of layer l is found at `first c + l · stride` in either, h is H rows behind c, and gates 4H rows before it.
 * Moments are what the preprocessing remembers (preprocess.ts); a record has them as they are behind its step.
 *
 * Whoever works on a job sets the shapes first. They are this instance's own: threads share the memory, not these.
 */

export let layers: i32 = 0;
/** H */
export let hidden: i32 = 0;
/** F */
export let features: i32 = 0;
/** M */
export let moments: i32 = 0;
/** Bytes of a row. */
export let row: i32 = 0;

/** Sets the shapes for the calls that follow. */
export function configure(
  layerCount: i32,
  hiddenUnits: i32,
  featureCount: i32,
  momentCount: i32,
  width: i32,
): void {
  layers = layerCount;
  hidden = hiddenUnits;
  features = featureCount;
  moments = momentCount;
  row = width << 2;
}

/** Inputs of layer l that come from below. */
export function inputs(l: i32): i32 {
  return l == 0 ? features : hidden;
}

/** Rows rounded up to whole tiles of four. */
export function tiled(rows: i32): i32 {
  return (rows + 3) & ~3;
}

/** Bytes from a layer's c to the next layer's in a state. */
export function stateStride(): i32 {
  return 2 * hidden * row;
}

/** The same in a record. */
export function recordStride(gates: bool): i32 {
  return (gates ? 6 : 2) * hidden * row;
}

/** Where the first layer's c stands in a record. */
export function recordStart(gates: bool): i32 {
  return (features + moments + (gates ? 4 * hidden : 0)) * row;
}

/** Where the moments stand in a state. */
export function momentsInState(): i32 {
  return layers * stateStride();
}

/** The same in a record. */
export function momentsInRecord(): i32 {
  return features * row;
}

export function stateBytes(): i32 {
  return momentsInState() + moments * row;
}

export function recordBytes(gates: bool): i32 {
  return (features + moments) * row + layers * recordStride(gates);
}
