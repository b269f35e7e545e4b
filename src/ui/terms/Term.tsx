import { Popover } from '@mantine/core';
import { lazy, memo, type ReactNode, Suspense, useEffect, useId, useRef, useState } from 'react';
import type { TermId } from './glossary';
import classes from './terms.module.css';

const loadCard = () => import('./TermCard');
const TermCard = lazy(loadCard);

/** Long enough that a pointer passing by opens nothing, and that it can travel into the card. */
const OPEN_AFTER_MS = 150;
const CLOSE_AFTER_MS = 200;

interface TermProps {
  id: TermId;
  children: ReactNode;
  /** Punctuation that stays on the term's line: browsers break lines after any button. */
  then?: string;
  /** Something else on the page points at it. */
  lit?: boolean;
  /** It is pointed at, with the mouse or by focus; and then no longer. */
  onPoint?: (pointedAt: boolean) => void;
}

/**
 * Words with a dotted underline that explain themselves: on hover and on focus as a preview, on a tap or Enter as
 * a small dialog that the keyboard can enter. Escape closes. Words that stay are not drawn again while the numbers
 * around them change.
 */
export const Term = memo(function Term({ id, children, then, lit = false, onPoint }: TermProps) {
  const cardId = useId();
  const [mode, setMode] = useState<'closed' | 'preview' | 'pinned'>('closed');
  // The next focus comes from a press, whose click decides, or from closing: it opens nothing.
  const quiet = useRef(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  const later = (ms: number, next: 'closed' | 'preview') => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setMode((now) => (now === 'pinned' ? now : next)), ms);
  };
  const close = () => {
    clearTimeout(timer.current);
    quiet.current = mode === 'pinned';
    setMode('closed');
  };
  const hover = {
    onPointerEnter: (event: React.PointerEvent) => {
      if (event.pointerType !== 'mouse') return;
      onPoint?.(true);
      void loadCard();
      later(OPEN_AFTER_MS, 'preview');
    },
    onPointerLeave: (event: React.PointerEvent) => {
      if (event.pointerType !== 'mouse') return;
      onPoint?.(false);
      later(CLOSE_AFTER_MS, 'closed');
    },
  };

  const open = mode !== 'closed';
  const term = (
    <Popover
      opened={open}
      onChange={(opened) => !opened && close()}
      position="bottom-start"
      width={340}
      middlewares={{ flip: true, shift: { padding: 12 } }}
      withRoles={false}
      trapFocus={mode === 'pinned'}
      returnFocus={mode === 'pinned'}
      classNames={{ dropdown: classes.dropdown ?? '' }}
    >
      <Popover.Target>
        <button
          type="button"
          className={classes.term}
          data-lit={lit || undefined}
          // Escape puts away the card alone, not the sheet that the term may stand in.
          data-mantine-stop-propagation={open || undefined}
          aria-expanded={open}
          aria-haspopup="dialog"
          aria-describedby={open ? `${cardId}-text` : undefined}
          onClick={() => {
            clearTimeout(timer.current);
            setMode((now) => (now === 'pinned' ? 'closed' : 'pinned'));
          }}
          onPointerDown={() => {
            quiet.current = true;
          }}
          onFocus={() => {
            onPoint?.(true);
            if (!quiet.current) setMode('preview');
            quiet.current = false;
          }}
          onBlur={() => {
            onPoint?.(false);
            later(CLOSE_AFTER_MS, 'closed');
          }}
          onKeyDown={(event) => {
            if (event.key === 'Escape' && open) {
              event.stopPropagation();
              close();
            }
          }}
          {...hover}
        >
          {children}
        </button>
      </Popover.Target>
      <Popover.Dropdown
        id={cardId}
        role="dialog"
        aria-labelledby={`${cardId}-name`}
        data-autofocus={mode === 'pinned' || undefined}
        tabIndex={-1}
        data-mantine-stop-propagation
        {...hover}
      >
        <Suspense fallback={<div className={classes.placeholder} />}>
          <TermCard id={id} htmlId={cardId} onShowInPicture={close} />
        </Suspense>
      </Popover.Dropdown>
    </Popover>
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
