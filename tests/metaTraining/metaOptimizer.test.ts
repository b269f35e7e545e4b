import { beforeAll, describe, expect, test } from 'vitest';
import { AdamInPlace } from '../../src/metaTraining/adamInPlace';
import { AdamOnDevice, type MetaOptimizer } from '../../src/metaTraining/metaOptimizer';
import { startBackend } from '../../src/runtime/backend';
import '../../src/runtime/node';
import { readMemory } from '../../src/runtime/memory';
import { RandomStream } from '../../src/runtime/random';
import { tf } from '../../src/runtime/tf';

const P = 37;
const rng = RandomStream.of(3, 'adam');
const phi0 = rng.normals(P, 0.3);
const gradients = Array.from({ length: 30 }, (_, step) => rng.normals(P, 10 ** ((step % 5) - 3)));
const fresh = () => ({ step: 0, m: new Float32Array(P), v: new Float32Array(P) });

/** Adam as the paper writes it, in double precision. */
function reference(): number[] {
  const phi = Array.from(phi0);
  const m = new Float64Array(P);
  const v = new Float64Array(P);
  for (const [index, gradient] of gradients.entries()) {
    const t = index + 1;
    for (let i = 0; i < P; i++) {
      const g = gradient[i] as number;
      m[i] = 0.9 * (m[i] as number) + 0.1 * g;
      v[i] = 0.999 * (v[i] as number) + 0.001 * g * g;
      const first = (m[i] as number) / (1 - 0.9 ** t);
      const second = (v[i] as number) / (1 - 0.999 ** t);
      phi[i] = (phi[i] as number) - (0.01 * first) / (Math.sqrt(second) + 1e-8);
    }
  }
  return phi;
}

function run(meta: MetaOptimizer, from = 0): void {
  for (const gradient of gradients.slice(from)) {
    const tensor = tf.tensor1d(gradient);
    meta.apply(tensor, 0.01);
    tensor.dispose();
  }
}

beforeAll(async () => {
  await startBackend('wasm');
});

describe.each([
  ['in one pass', AdamInPlace],
  ['by operations', AdamOnDevice],
])('Adam on φ %s', (_, Adam) => {
  test('follows the equations', async () => {
    const meta = new Adam(phi0, fresh());
    run(meta);
    const { phi } = await meta.snapshot();
    const wanted = reference();
    for (const [i, x] of phi.entries()) expect(x).toBeCloseTo(wanted[i] as number, 5);
    expect(await meta.phi.data()).toEqual(phi);
    meta.dispose();
  });

  test('goes on exactly from a snapshot, which it does not change', async () => {
    const whole = new Adam(phi0, fresh());
    run(whole);
    const half = new Adam(phi0, fresh());
    for (const gradient of gradients.slice(0, 12)) {
      const tensor = tf.tensor1d(gradient);
      half.apply(tensor, 0.01);
      tensor.dispose();
    }
    const snapshot = await half.snapshot();
    const kept = structuredClone(snapshot);
    const rest = new Adam(snapshot.phi, snapshot.adam);
    run(rest, 12);
    expect(snapshot).toEqual(kept);
    expect(await rest.snapshot()).toEqual(await whole.snapshot());
    for (const meta of [whole, half, rest]) meta.dispose();
  });

  test('leaves no tensor behind', () => {
    const before = readMemory();
    const meta = new Adam(phi0, fresh());
    run(meta);
    meta.dispose();
    expect(readMemory()).toEqual(before);
  });
});
