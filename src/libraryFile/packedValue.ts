/**
 * Values with typed arrays in them as JSON: an array of numbers is `{"$": "Float32Array", "bytes": base64}`, a number
 * that JSON cannot say is `{"$": "number", "is": "NaN"}`.
 */
import { LabError } from '../specs/errors';

const ARRAYS = { Uint8Array, Float32Array, Float64Array } as const;
type ArrayName = keyof typeof ARRAYS;

const TAG = '$';
const UNSAID = new Map<string, number>([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
]);

/** @throws LabError `internal` for what is no plain value of numbers, texts, lists, records and typed arrays */
export function packValue(value: unknown): unknown {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number') {
    return Number.isFinite(value) ? value : { [TAG]: 'number', is: String(value) };
  }
  for (const [name, Kind] of Object.entries(ARRAYS)) {
    if (value instanceof Kind) return { [TAG]: name, bytes: toBase64(bytesOf(value)) };
  }
  if (Array.isArray(value)) return value.map(packValue);
  if (typeof value === 'object') {
    return Object.fromEntries(
      Object.entries(value).flatMap(([key, part]) =>
        part === undefined ? [] : [[key, packValue(part)]],
      ),
    );
  }
  throw new LabError({ code: 'internal', message: `A ${typeof value} cannot be written.` });
}

/** The reverse, from parsed JSON. Throws Error with what is wrong. */
export function unpackValue(packed: unknown): unknown {
  if (typeof packed !== 'object' || packed === null) return packed;
  if (Array.isArray(packed)) return packed.map(unpackValue);
  const record = packed as Record<string, unknown>;
  const tag = record[TAG];
  if (tag === undefined) {
    return Object.fromEntries(
      Object.entries(record).map(([key, part]) => [key, unpackValue(part)]),
    );
  }
  if (tag === 'number') {
    const number = UNSAID.get(String(record.is));
    if (number === undefined) throw new Error('a number is damaged');
    return number;
  }
  if (typeof tag !== 'string' || !Object.hasOwn(ARRAYS, tag) || typeof record.bytes !== 'string') {
    throw new Error('an array of numbers is damaged');
  }
  const Kind = ARRAYS[tag as ArrayName];
  const bytes = fromBase64(record.bytes);
  if (bytes.byteLength % Kind.BYTES_PER_ELEMENT !== 0) throw new Error('an array was cut off');
  return new Kind(bytes.buffer);
}

const bytesOf = (array: Uint8Array | Float32Array | Float64Array): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

/** So many bytes at once: more arguments than a call can take would fail. */
const SLICE = 0x8000;

function toBase64(bytes: Uint8Array): string {
  const texts: string[] = [];
  for (let at = 0; at < bytes.length; at += SLICE) {
    texts.push(String.fromCharCode(...bytes.subarray(at, at + SLICE)));
  }
  return btoa(texts.join(''));
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}
