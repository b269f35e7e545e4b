/** Which boxes and arrows of the picture take part in a frame, and in which direction. */
import type { Column, Frame } from './story';

export type Lit = 'forward' | 'backward' | undefined;

/** `key` names a box or an arrow and its column: `grad:2`. */
export function lit(frame: Frame, key: string, columns: readonly Column[]): Lit {
  const i = frame.column;
  const has = (...keys: string[]) => keys.includes(key);
  switch (frame.phase) {
    case 'gradient':
      return has(`theta:${i}`, `eval:${i}`, `f:${i}`, `grad:${i}`) ? 'forward' : undefined;
    case 'lstm':
      return has(`m:${i}`, `phi:${i}`, i === 0 ? 'state:in' : `state:${i - 1}`)
        ? 'forward'
        : undefined;
    case 'update':
      return has(`g:${i}`, `keep:${i}`, `plus:${i}`, `next:${i}`, `theta:${i + 1}`, `state:${i}`)
        ? 'forward'
        : undefined;
    case 'loss':
      return has(`theta:${i}`, `eval:${i}`, `f:${i}`, `loss:${i}`, 'sum') ? 'forward' : undefined;
    case 'skip':
      return has(`next:${i}`, `state:${i}`) ? 'forward' : undefined;
    case 'backward': {
      const before = i - 1;
      const through = [`loss:${i}`, `f:${i}`, `eval:${i}`, `theta:${i}`, `next:${before}`];
      const into =
        columns[before]?.kind === 'step'
          ? [`plus:${before}`, `g:${before}`, `m:${before}`, `phi:${before}`]
          : [];
      return has('sum', ...through, ...into) ? 'backward' : undefined;
    }
    case 'learn':
      return has('phi') || key.startsWith('phi:') ? 'backward' : undefined;
    case 'cut':
    case 'restart':
      return has('cut', 'theta:out', `state:${columns.length - 2}`) ? 'forward' : undefined;
  }
}
