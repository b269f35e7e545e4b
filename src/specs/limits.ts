/** Values within limits. Whatever is wrong with one, the message says what is allowed, to stand behind what it was. */
import { z } from 'zod';

/** "expected a whole number from 1 to 256", "expected a whole number of at least 1". */
export function whole(min: number, max?: number): z.ZodNumber {
  const range = max === undefined ? `of at least ${min}` : `from ${min} to ${max}`;
  const error = `expected a whole number ${range}`;
  const least = z.number({ error }).int({ error }).min(min, { error });
  return max === undefined ? least : least.max(max, { error });
}

/** "expected a number from 0 to 10". */
export function between(min: number, max: number): z.ZodNumber {
  const error = `expected a number from ${min} to ${max}`;
  return z.number({ error }).min(min, { error }).max(max, { error });
}

/** "expected a number above 0 and up to 100". */
export function positive(max: number): z.ZodNumber {
  const error = `expected a number above 0 and up to ${max}`;
  return z.number({ error }).positive({ error }).max(max, { error });
}

/** "expected sigmoid, tanh or relu". */
export function oneOf<const T extends readonly [string, ...string[]]>(values: T) {
  return z.enum(values, { error: expected(values) });
}

/** "expected 28, 14 or 7". */
export function oneOfNumbers<const T extends readonly [number, ...number[]]>(values: T) {
  return z.literal(values, { error: expected(values) });
}

function expected(values: readonly (string | number)[]): string {
  return `expected ${values.slice(0, -1).join(', ')} or ${values.at(-1)}`;
}
