/** The number formats of safetensors that this Lab reads; all become float32 or float64 arrays. */

export type StoredValues = Float32Array | Float64Array;

export interface Dtype {
  bytes: number;
  /** `count` little-endian numbers from `offset` on. */
  read(view: DataView, offset: number, count: number): StoredValues;
}

/** IEEE half precision: 1 sign, 5 exponent and 10 fraction bits. */
export function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * 2 ** -24 * fraction;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : Number.NaN;
  return sign * 2 ** (exponent - 25) * (1024 + fraction);
}

/** A map, not an object: a file may well name a dtype `constructor`. */
export const DTYPES: ReadonlyMap<string, Dtype> = new Map([
  [
    'F64',
    {
      bytes: 8,
      read: (view, offset, count) =>
        Float64Array.from({ length: count }, (_, i) => view.getFloat64(offset + 8 * i, true)),
    },
  ],
  [
    'F32',
    {
      bytes: 4,
      read: (view, offset, count) => {
        const values = new Float32Array(count);
        for (let i = 0; i < count; i++) values[i] = view.getFloat32(offset + 4 * i, true);
        return values;
      },
    },
  ],
  [
    'F16',
    {
      bytes: 2,
      read: (view, offset, count) => {
        const values = new Float32Array(count);
        for (let i = 0; i < count; i++) {
          values[i] = halfToNumber(view.getUint16(offset + 2 * i, true));
        }
        return values;
      },
    },
  ],
  [
    'BF16',
    {
      bytes: 2,
      // bfloat16 is the upper half of a float32.
      read: (view, offset, count) => {
        const bits = new Uint32Array(count);
        for (let i = 0; i < count; i++) bits[i] = view.getUint16(offset + 2 * i, true) << 16;
        return new Float32Array(bits.buffer);
      },
    },
  ],
] satisfies [string, Dtype][]);
