import { type CSSProperties, useEffect, useRef, useState } from 'react';
import classes from './StatusLine.module.css';

interface StatusLineProps {
  /** What is going on, in words. May change many times a second. */
  text: string;
  /** What kind of thing is going on. A change of it is announced at once, other changes now and then. */
  phase: string;
  tone?: 'quiet' | 'busy' | 'bad';
  /** So many lines are kept free for it on a phone (two without). */
  phoneLines?: number;
}

const SHOW_EVERY_MS = 250;
const ANNOUNCE_EVERY_MS = 20_000;

/**
 * The one status region of a screen. It always shows what is going on; a screen reader hears each new phase, and the
 * count within a phase only every twenty seconds.
 */
export function StatusLine({ text, phase, tone = 'quiet', phoneLines = 2 }: StatusLineProps) {
  const [shown, setShown] = useState({ text, phase, announce: true });
  const last = useRef({ shownAt: 0, announcedAt: 0 });

  useEffect(() => {
    if (shown.text === text && shown.phase === phase) return;
    const now = performance.now();
    const { shownAt, announcedAt } = last.current;
    const fresh = shown.phase !== phase;
    const show = () => {
      const at = performance.now();
      const announce = fresh || at - announcedAt > ANNOUNCE_EVERY_MS;
      last.current = { shownAt: at, announcedAt: announce ? at : announcedAt };
      setShown({ text, phase, announce });
    };
    const wait = fresh ? 0 : Math.max(0, shownAt + SHOW_EVERY_MS - now);
    if (wait === 0) return show();
    const timer = setTimeout(show, wait);
    return () => clearTimeout(timer);
  }, [text, phase, shown]);

  return (
    <div
      role="status"
      className={classes.status}
      data-tone={tone}
      style={{ '--phone-lines': phoneLines } as CSSProperties}
      aria-live={shown.announce ? 'polite' : 'off'}
      aria-atomic="true"
    >
      {shown.text}
    </div>
  );
}
