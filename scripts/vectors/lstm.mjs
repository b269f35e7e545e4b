/**
 * The coordinatewise LSTM for one coordinate, forward and backward, straight from the equations:
 *
 *   z = x·W_ih + h·W_hh + b, split as i, f, g, o
 *   c' = σ(f)·c + σ(i)·tanh(g),  h' = σ(o)·tanh(c')
 *   u = outputScale · (h_last·W_out + b_out)
 *
 * φ is an object of nested arrays: `l1.W_ih` [F][4H], `l1.W_hh` [H][4H], `l1.b` [4H], `l2.…`, `W_out` [H][1], `b_out` [1].
 */

const sigmoid = (z) => 1 / (1 + Math.exp(-z));

export const layerCount = (phi) => Object.keys(phi).filter((name) => name.endsWith('.b')).length;
export const zeroState = (phi) =>
  Array.from({ length: layerCount(phi) }, () => {
    const H = phi.W_out.length;
    return { h: new Array(H).fill(0), c: new Array(H).fill(0) };
  });

/** An object of zeros with the shapes of `phi`, to add gradients up in. */
export function zerosLike(phi) {
  const zeros = (value) => (Array.isArray(value) ? value.map(zeros) : 0);
  return Object.fromEntries(Object.entries(phi).map(([name, value]) => [name, zeros(value)]));
}

/** Paper, Appendix A: g → its features; `none` passes g itself. */
export function features(g, preprocess, p) {
  if (preprocess === 'none') return [g];
  return Math.abs(g) >= Math.exp(-p)
    ? [Math.log(Math.abs(g)) / p, Math.sign(g)]
    : [-1, Math.exp(p) * g];
}

/** d features / d g, as written (the sign's derivative is 0). */
export function featureSlopes(g, preprocess, p) {
  if (preprocess === 'none') return [1];
  return Math.abs(g) >= Math.exp(-p) ? [1 / (g * p), 0] : [0, Math.exp(p)];
}

function layerForward(phi, layer, x, { h, c }) {
  const Wx = phi[`l${layer}.W_ih`];
  const Wh = phi[`l${layer}.W_hh`];
  const b = phi[`l${layer}.b`];
  const H = h.length;
  const z = b.map((bias, column) => {
    let sum = bias;
    for (let k = 0; k < x.length; k++) sum += x[k] * Wx[k][column];
    for (let k = 0; k < H; k++) sum += h[k] * Wh[k][column];
    return sum;
  });
  const i = z.slice(0, H).map(sigmoid);
  const f = z.slice(H, 2 * H).map(sigmoid);
  const g = z.slice(2 * H, 3 * H).map(Math.tanh);
  const o = z.slice(3 * H).map(sigmoid);
  const cell = c.map((value, k) => f[k] * value + i[k] * g[k]);
  const out = cell.map((value, k) => o[k] * Math.tanh(value));
  return { state: { h: out, c: cell }, tape: { x, h, c, i, f, g, o, cell } };
}

/** Adds to `gradient` and returns the cotangents of the layer's input and of its former state. */
function layerBackward(phi, layer, tape, dh, dc, gradient) {
  const { x, h, c, i, f, g, o, cell } = tape;
  const H = h.length;
  const dz = new Array(4 * H);
  const dcBefore = new Array(H);
  for (let k = 0; k < H; k++) {
    const t = Math.tanh(cell[k]);
    const dcell = dc[k] + dh[k] * o[k] * (1 - t * t);
    dz[k] = dcell * g[k] * i[k] * (1 - i[k]);
    dz[H + k] = dcell * c[k] * f[k] * (1 - f[k]);
    dz[2 * H + k] = dcell * i[k] * (1 - g[k] * g[k]);
    dz[3 * H + k] = dh[k] * t * o[k] * (1 - o[k]);
    dcBefore[k] = dcell * f[k];
  }
  const through = (input, name) =>
    input.map((value, k) => {
      const weights = phi[`l${layer}.${name}`][k];
      const sums = gradient[`l${layer}.${name}`][k];
      let back = 0;
      for (let column = 0; column < 4 * H; column++) {
        sums[column] += value * dz[column];
        back += weights[column] * dz[column];
      }
      return back;
    });
  for (let column = 0; column < 4 * H; column++) gradient[`l${layer}.b`][column] += dz[column];
  return { dx: through(x, 'W_ih'), dh: through(h, 'W_hh'), dc: dcBefore };
}

/** One step for one coordinate: { update, state, tape }. */
export function stepForward(phi, input, state, outputScale) {
  let x = input;
  const after = [];
  const tapes = [];
  state.forEach((layerState, k) => {
    const { state: next, tape } = layerForward(phi, k + 1, x, layerState);
    after.push(next);
    tapes.push(tape);
    x = next.h;
  });
  const raw = x.reduce((sum, value, k) => sum + value * phi.W_out[k][0], phi.b_out[0]);
  return { update: outputScale * raw, state: after, tape: { layers: tapes, output: x } };
}

/**
 * The step's transpose: from the cotangent of its update and of its new state to those of its input and
 * of its former state. Adds to `gradient`.
 */
export function stepBackward(phi, tape, dUpdate, dState, outputScale, gradient) {
  const dRaw = outputScale * dUpdate;
  gradient.b_out[0] += dRaw;
  let fromAbove = tape.output.map((value, k) => {
    gradient.W_out[k][0] += value * dRaw;
    return phi.W_out[k][0] * dRaw;
  });
  const before = new Array(tape.layers.length);
  for (let k = tape.layers.length - 1; k >= 0; k--) {
    const dh = dState[k].h.map((value, j) => value + fromAbove[j]);
    const back = layerBackward(phi, k + 1, tape.layers[k], dh, dState[k].c, gradient);
    before[k] = { h: back.dh, c: back.dc };
    fromAbove = back.dx;
  }
  return { dInput: fromAbove, dState: before };
}
