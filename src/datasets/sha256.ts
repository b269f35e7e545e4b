/**
 * SHA-256 (FIPS 180-4). Browsers have it in secure contexts only; a Lab that is served over plain HTTP checks what it
 * loads all the same, by the few lines below.
 */

/** @returns 64 hexadecimal digits */
export async function sha256(bytes: Uint8Array): Promise<string> {
  const subtle = globalThis.crypto?.subtle;
  const digest =
    subtle === undefined
      ? plainSha256(bytes)
      : new Uint8Array(await subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

const BLOCK = 64;
const ROUNDS = 64;

/** The digest [32], without the browser's help. */
export function plainSha256(bytes: Uint8Array): Uint8Array {
  const state = firstBitsOfRoots(8, 1 / 2);
  const schedule = new Int32Array(ROUNDS);
  const whole = bytes.length - (bytes.length % BLOCK);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < whole; at += BLOCK) mixBlock(state, view, at, schedule);
  const rest = padded(bytes.subarray(whole), bytes.length);
  const restView = new DataView(rest.buffer);
  for (let at = 0; at < rest.length; at += BLOCK) mixBlock(state, restView, at, schedule);
  const digest = new Uint8Array(32);
  const out = new DataView(digest.buffer);
  for (const [i, word] of state.entries()) out.setInt32(4 * i, word);
  return digest;
}

/** The last bytes, a one bit, zeros, and the length of it all in bits: one block or two. */
function padded(rest: Uint8Array, length: number): Uint8Array {
  const blocks = rest.length + 9 <= BLOCK ? 1 : 2;
  const block = new Uint8Array(blocks * BLOCK);
  block.set(rest);
  block[rest.length] = 0x80;
  new DataView(block.buffer).setBigUint64(block.length - 8, BigInt(length) * 8n);
  return block;
}

/** The first 32 bits of the fractional parts of the first `count` primes' roots. */
function firstBitsOfRoots(count: number, exponent: number): Int32Array {
  const words: number[] = [];
  for (let n = 2; words.length < count; n++) {
    if (isPrime(n)) words.push(Math.floor((n ** exponent % 1) * 2 ** 32) | 0);
  }
  return Int32Array.from(words);
}

function isPrime(n: number): boolean {
  for (let d = 2; d * d <= n; d++) if (n % d === 0) return false;
  return true;
}

const CONSTANTS = firstBitsOfRoots(ROUNDS, 1 / 3);

const turn = (x: number, by: number): number => (x >>> by) | (x << (32 - by));

function mixBlock(state: Int32Array, view: DataView, at: number, w: Int32Array): void {
  for (let i = 0; i < 16; i++) w[i] = view.getInt32(at + 4 * i);
  for (let i = 16; i < ROUNDS; i++) {
    const x = w[i - 15] as number;
    const y = w[i - 2] as number;
    const s0 = turn(x, 7) ^ turn(x, 18) ^ (x >>> 3);
    const s1 = turn(y, 17) ^ turn(y, 19) ^ (y >>> 10);
    w[i] = ((w[i - 16] as number) + s0 + (w[i - 7] as number) + s1) | 0;
  }
  let [a, b, c, d, e, f, g, h] = state as unknown as Eight;
  for (let i = 0; i < ROUNDS; i++) {
    const s1 = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25);
    const choice = (e & f) ^ (~e & g);
    const t1 = (h + s1 + choice + (CONSTANTS[i] as number) + (w[i] as number)) | 0;
    const s0 = turn(a, 2) ^ turn(a, 13) ^ turn(a, 22);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    const t2 = (s0 + majority) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  for (const [i, word] of [a, b, c, d, e, f, g, h].entries()) {
    state[i] = ((state[i] as number) + word) | 0;
  }
}

type Eight = [number, number, number, number, number, number, number, number];
