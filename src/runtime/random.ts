/**
 * Seeded random numbers. A stream is named by a seed and labels, as in `RandomStream.of(7, 'train', 12)`;
 * the same name gives the same numbers on every backend, in Node and in the browser. Because streams are
 * derived and not continued, the place in a training run (its horizon's number) is the whole random state.
 */
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

export type StreamLabel = string | number;

/** A 32-bit hash of the labels (FNV-1a over their text, then murmur3's finaliser to spread neighbours apart). */
function hashLabels(labels: readonly StreamLabel[]): number {
  let h = 0x811c9dc5;
  for (const label of labels) {
    for (const char of `${typeof label === 'number' ? 'n' : 's'}${label}|`) {
      h = Math.imul(h ^ (char.codePointAt(0) ?? 0), 0x01000193);
    }
  }
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) | 0;
}

export class RandomStream {
  readonly #labels: readonly StreamLabel[];
  readonly #generator: { next(): number };
  #spare: number | null = null;

  private constructor(labels: readonly StreamLabel[]) {
    this.#labels = labels;
    this.#generator = xoroshiro128plus(hashLabels(labels));
  }

  static of(seed: number, ...labels: StreamLabel[]): RandomStream {
    return new RandomStream([seed, ...labels]);
  }

  /** The stream of the same name with more labels. Does not depend on what has been drawn from this one. */
  fork(...labels: StreamLabel[]): RandomStream {
    return new RandomStream([...this.#labels, ...labels]);
  }

  /** Uniform in [0, 1), 53 bits. */
  uniform(): number {
    const high = this.#generator.next() >>> 5;
    const low = this.#generator.next() >>> 6;
    return (high * 2 ** 26 + low) / 2 ** 53;
  }

  /** N(0, 1), by Marsaglia's polar method. */
  normal(): number {
    if (this.#spare !== null) {
      const spare = this.#spare;
      this.#spare = null;
      return spare;
    }
    for (;;) {
      const x = 2 * this.uniform() - 1;
      const y = 2 * this.uniform() - 1;
      const r = x * x + y * y;
      if (r >= 1 || r === 0) continue;
      const scale = Math.sqrt((-2 * Math.log(r)) / r);
      this.#spare = y * scale;
      return x * scale;
    }
  }

  /** `count` draws from N(0, sigma²) as float32. */
  normals(count: number, sigma = 1): Float32Array {
    const values = new Float32Array(count);
    for (let i = 0; i < count; i++) values[i] = sigma * this.normal();
    return values;
  }

  /** `count` draws from N(0, sigma²) cut off at ±2σ by redrawing. */
  truncatedNormals(count: number, sigma = 1): Float32Array {
    const values = new Float32Array(count);
    for (let i = 0; i < count; i++) {
      let x = this.normal();
      while (Math.abs(x) > 2) x = this.normal();
      values[i] = sigma * x;
    }
    return values;
  }

  /** Uniform in {0, …, below − 1}. */
  int(below: number): number {
    return Math.floor(this.uniform() * below);
  }
}
