import { type RefObject, useEffect, useState } from 'react';
import { lab } from '../../../app/hooks';
import { whenIdle } from '../../loading/whenIdle';
import { useOnScreen } from './useOnScreen';

/** After so long without another step, a picture out of sight is brought up to the one that is selected. */
const AT_REST_MS = 150;

/**
 * Whether a picture has a reason to be drawn by now, and whether it follows the selected step. In view it does at
 * once; out of view only when the step has come to rest, so that scrubbing costs what is to be seen, and yet nobody
 * finds a picture of another step than the selected one.
 */
export function useFollowing(element: RefObject<HTMLElement | null>): {
  seen: boolean;
  following: boolean;
} {
  const { seen, inView } = useOnScreen(element);
  const [catchingUp, setCatchingUp] = useState(false);
  useEffect(() => {
    if (!seen || inView) return;
    let cancel = () => {};
    const atRest = () => {
      cancel();
      const timer = setTimeout(() => {
        cancel = whenIdle(() => setCatchingUp(true));
      }, AT_REST_MS);
      cancel = () => clearTimeout(timer);
    };
    atRest();
    const unsubscribe = lab.inspect.subscribe((state, before) => {
      if (state !== before) atRest();
    });
    return () => {
      unsubscribe();
      cancel();
    };
  }, [seen, inView]);
  // One drawing is enough: the next step is followed when that one is at rest.
  useEffect(() => {
    if (catchingUp) setCatchingUp(false);
  }, [catchingUp]);
  return { seen, following: inView || catchingUp };
}
