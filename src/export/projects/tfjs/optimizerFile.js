// @ts-check
/** Reads the optimizer file. */

/** @typedef {import('./lstm.js').Settings} Settings */

const VERSION = '1';

/**
 * Reads a safetensors file: 8 bytes of length, a JSON header, then the numbers.
 *
 * @param {Uint8Array} bytes
 * @param {string} name for messages
 * @returns {{ settings: Settings, phi: Float32Array }}
 */
export function readOptimizer(bytes, name) {
  /** @param {string} problem */
  const refused = (problem) =>
    new Error(
      `LearnedOptimizer: ${name} ${problem}; export it as safetensors from the Learned Optimizer Lab`,
    );
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let length = 0;
  let header;
  try {
    length = Number(view.getBigUint64(0, true));
    header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  } catch {
    throw refused('is not a safetensors file');
  }
  const metadata = header?.__metadata__ ?? {};
  if (metadata.format !== 'learned-optimizer-lab') throw refused('is not an optimizer of the Lab');
  if (metadata.version !== VERSION) {
    throw refused(`is of version ${metadata.version}, and ${VERSION} is read here`);
  }
  const settings = {
    layers: Number(metadata.layers),
    hiddenUnits: Number(metadata.hiddenUnits),
    preprocess: metadata.preprocess,
    p: Number(metadata.p ?? 10),
    outputScale: Number(metadata.outputScale),
    output: metadata.output ?? 'linear',
  };
  /** @param {string} tensor @param {number} size */
  const values = (tensor, size) => {
    const [begin, end] = header[tensor]?.data_offsets ?? [];
    const fits = end - begin === 4 * size && 8 + length + end <= bytes.byteLength;
    if (header[tensor]?.dtype !== 'F32' || !fits)
      throw refused(`has no tensor ${tensor} of ${size} float32 numbers`);
    return Float32Array.from({ length: size }, (_, i) =>
      view.getFloat32(8 + length + begin + 4 * i, true),
    );
  };
  const { layers, hiddenUnits: h } = settings;
  const parts = [];
  for (let l = 0; l < layers; l++) {
    const inputs = l > 0 ? h : settings.preprocess === 'none' ? 1 : 2;
    parts.push(
      values(`cells.${l}.weight_ih`, 4 * h * inputs),
      values(`cells.${l}.weight_hh`, 4 * h * h),
    );
    const second = values(`cells.${l}.bias_hh`, 4 * h);
    parts.push(values(`cells.${l}.bias_ih`, 4 * h).map((bias, i) => bias + (second[i] ?? 0)));
  }
  parts.push(values('output.weight', h), values('output.bias', 1));
  return { settings, phi: Float32Array.from(parts.flatMap((part) => [...part])) };
}
