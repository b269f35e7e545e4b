import { memo, type ReactNode, useRef, useState } from 'react';
import { later } from '../loading/later';
import type { TermId } from './glossary';
import classes from './terms.module.css';

// What floats takes more code than all else on the first screen together.
const popover = later(async () => (await import('./TermPopover')).TermPopover);

export interface TermProps {
  id: TermId;
  children: ReactNode;
  /** Punctuation that stays on the term's line: browsers break lines after any button. */
  then?: string;
  /** Something else on the page points at it. */
  lit?: boolean;
  /** It is pointed at, with the mouse or by focus; and then no longer. */
  onPoint?: (pointedAt: boolean) => void;
}

/** What a term shows: nothing, a card that goes by itself, or one that stays until it is closed. */
export type TermMode = 'closed' | 'preview' | 'pinned';

/**
 * Words with a dotted underline that explain themselves: on hover and on focus as a preview, on a tap or Enter as
 * a small dialog that the keyboard can enter. Escape closes. Words that stay are not drawn again while the numbers
 * around them change.
 */
export const Term = memo(function Term(props: TermProps) {
  const { then } = props;
  const TermPopover = popover.use();
  // What was wanted before the card could be shown.
  const wanted = useRef<TermMode>('closed');
  const focused = useRef(false);
  // A button that is replaced while it is being pressed would not be clicked.
  const [pressed, setPressed] = useState(false);
  const want = (mode: TermMode) => {
    wanted.current = mode;
    void popover.load().catch(() => {});
  };
  const point = (pointedAt: boolean) => {
    props.onPoint?.(pointedAt);
    if (pointedAt) want('preview');
    else if (wanted.current === 'preview') wanted.current = 'closed';
  };

  const term =
    TermPopover !== null && !pressed ? (
      <TermPopover {...props} start={wanted.current} focused={focused.current} />
    ) : (
      <button
        type="button"
        className={classes.term}
        data-lit={props.lit || undefined}
        aria-expanded={false}
        aria-haspopup="dialog"
        onPointerEnter={(event) => event.pointerType === 'mouse' && point(true)}
        onPointerLeave={(event) => {
          setPressed(false);
          if (event.pointerType === 'mouse') point(false);
        }}
        onPointerDown={() => setPressed(true)}
        onPointerCancel={() => setPressed(false)}
        onClick={() => {
          want('pinned');
          setPressed(false);
        }}
        onFocus={() => {
          focused.current = true;
          if (!pressed) point(true);
        }}
        onBlur={() => {
          focused.current = false;
          point(false);
        }}
      >
        {props.children}
      </button>
    );
  return then === undefined ? (
    term
  ) : (
    <span className={classes.together}>
      {term}
      {then}
    </span>
  );
});
