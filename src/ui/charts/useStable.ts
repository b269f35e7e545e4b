import { useRef } from 'react';

/**
 * The value of an earlier render as long as `equal` says that nothing has changed, so that callers may write their
 * props inline without every chart being worked out anew.
 */
export function useStable<T>(value: T, equal: (a: T, b: T) => boolean): T {
  const kept = useRef(value);
  if (kept.current !== value && !equal(kept.current, value)) kept.current = value;
  return kept.current;
}

/** Equality of plain data, to any depth; typed arrays and functions by identity. */
export function sameData(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (ArrayBuffer.isView(a) || ArrayBuffer.isView(b)) return false;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((v, i) => sameData(v, b[i]));
  }
  const keys = Object.keys(a);
  const left = a as Record<string, unknown>;
  const right = b as Record<string, unknown>;
  return keys.length === Object.keys(b).length && keys.every((k) => sameData(left[k], right[k]));
}

/** Equality of lists of series or paths: their settings by value, their numbers by identity. */
export function sameSeries<T extends object>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((item, i) => sameFields(item, b[i] as T));
}

function sameFields(a: object, b: object): boolean {
  const left = a as Record<string, unknown>;
  const right = b as Record<string, unknown>;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => {
    const x = left[key];
    const y = right[key];
    if (Object.is(x, y)) return true;
    // Numbers may be long and may grow in place: only another array is another curve.
    if (Array.isArray(x) || ArrayBuffer.isView(x)) return false;
    return (
      typeof x === 'object' && typeof y === 'object' && x !== null && y !== null && sameFields(x, y)
    );
  });
}
