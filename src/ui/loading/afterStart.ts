import { lab } from '../../app/hooks';
import { whenIdle } from './whenIdle';

/**
 * Resolves when what the page was opened for is to be seen, and there is nothing else to do: on Compare, when the first
 * race has begun to draw or has failed; on another screen, at the first rest. What nobody needs before then is loaded
 * after it.
 */
export const afterStart: Promise<void> = new Promise<void>((resolve) => {
  const begun = (): boolean => {
    const { record, status } = lab.race.getState();
    return record !== null || status === 'failed' || lab.settings.getState().tab !== 'compare';
  };
  if (begun()) return resolve();
  const stops: (() => void)[] = [];
  const look = () => {
    if (!begun()) return;
    for (const stop of stops) stop();
    // The curves themselves are drawn in the frames that follow.
    setTimeout(resolve, 500);
  };
  stops.push(lab.race.subscribe(look), lab.settings.subscribe(look));
}).then(() => new Promise<void>((resolve) => void whenIdle(resolve)));
