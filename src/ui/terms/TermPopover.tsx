import { Popover } from '@mantine/core';
import { lazy, Suspense, useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import type { TermMode, TermProps } from './Term';
import classes from './terms.module.css';

const loadCard = () => import('./TermCard');
const TermCard = lazy(loadCard);

/** Long enough that a pointer passing by opens nothing, and that it can travel into the card. */
const OPEN_AFTER_MS = 150;
const CLOSE_AFTER_MS = 200;

interface TermPopoverProps extends TermProps {
  /** What it was asked to show before it could. */
  start: TermMode;
  /** The button that it takes the place of had the focus. */
  focused: boolean;
}

/** A term with its card. */
export function TermPopover(props: TermPopoverProps) {
  const { id, children, lit = false, onPoint, start, focused } = props;
  const button = useRef<HTMLButtonElement>(null);
  const cardId = useId();
  const [mode, setMode] = useState<TermMode>(start);
  // The next focus comes from a press, whose click decides, or from closing: it opens nothing.
  const quiet = useRef(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const wasFocused = useRef(focused);
  useLayoutEffect(() => {
    if (!wasFocused.current) return;
    quiet.current = true;
    button.current?.focus();
  }, []);

  const soon = (ms: number, next: 'closed' | 'preview') => {
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
      soon(OPEN_AFTER_MS, 'preview');
    },
    onPointerLeave: (event: React.PointerEvent) => {
      if (event.pointerType !== 'mouse') return;
      onPoint?.(false);
      soon(CLOSE_AFTER_MS, 'closed');
    },
  };

  const open = mode !== 'closed';
  return (
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
          ref={button}
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
            soon(CLOSE_AFTER_MS, 'closed');
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
}
