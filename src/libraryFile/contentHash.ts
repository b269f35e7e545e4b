/**
 * A hash of bytes as 16 hex digits, to tell other content from the same (not for safety): two 32-bit lanes of
 * multiply-and-xor with the finalizer of MurmurHash3 (Appleby, 2011).
 */
export function contentHash(bytes: Uint8Array): string {
  let a = 0x9e3779b9 ^ bytes.length;
  let b = 0x85ebca6b ^ bytes.length;
  for (const byte of bytes) {
    a = Math.imul(a ^ byte, 0x01000193);
    b = Math.imul(b ^ byte, 0x5bd1e995);
    b ^= b >>> 13;
  }
  return hex(finalized(a ^ (b >>> 7))) + hex(finalized(b ^ (a >>> 11)));
}

/** Of numbers: their bits as little-endian bytes. */
export const numbersHash = (numbers: Float32Array | Float64Array): string =>
  contentHash(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength));

function finalized(lane: number): number {
  let h = lane;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

const hex = (lane: number): string => lane.toString(16).padStart(8, '0');
