import { LabError } from '../../src/specs/errors';
import { learnedOptimizerFromPhi, lstmWeightCount } from '../../src/specs/lstmShapes';
import {
  type LearnedOptimizer,
  type LstmConfig,
  lstmConfigSchema,
} from '../../src/specs/optimizer';

/** A small generator of its own (mulberry32), so that these tests need nothing of the engine. */
export function randomSource(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function someOptimizer(config: Partial<LstmConfig> = {}, seed = 1): LearnedOptimizer {
  const full = lstmConfigSchema.parse(config);
  const random = randomSource(seed);
  const phi = Float32Array.from({ length: lstmWeightCount(full) }, () => 2 * random() - 1);
  return learnedOptimizerFromPhi(full, phi, {
    task: { name: 'quadratic', dimension: 10, initialScale: 0.01 },
    horizon: 100,
    unroll: 20,
    epochs: 300,
    seed: 7,
    metaOptimizer: 'adam',
    validationScore: 0.125,
    date: '2025-01-02T03:04:05.000Z',
    appVersion: '0.1.0',
  });
}

/** What `action` throws; fails where it throws nothing, or something that is no LabError. */
export function labErrorOf(action: () => unknown): LabError {
  try {
    action();
  } catch (thrown) {
    if (thrown instanceof LabError) return thrown;
    throw thrown;
  }
  throw new Error('nothing was thrown');
}

/** A safetensors file of any header, true or not, and that many bytes of zeros. */
export function rawFile(header: unknown, dataBytes: number, announced?: bigint): Uint8Array {
  const json = new TextEncoder().encode(
    typeof header === 'string' ? header : JSON.stringify(header),
  );
  const bytes = new Uint8Array(8 + json.length + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, announced ?? BigInt(json.length), true);
  bytes.set(json, 8);
  return bytes;
}
