import { ActionIcon } from '@mantine/core';
import { memo, type ReactNode } from 'react';
import { KEY_ZOOM } from './HeatPointer';
import { isWhole, leastSpan, WHOLE, zoomed } from './placeWindow';
import type { PlaceWindow } from './types';

interface ZoomButtonsProps {
  className: string | undefined;
  places: number;
  window: PlaceWindow;
  onWindow: (window: PlaceWindow) => void;
  disabled: boolean;
}

/** Closer, farther, all: for those who have neither wheel nor keyboard. They stay as they are while the hairline moves. */
export const ZoomButtons = memo(function ZoomButtons(props: ZoomButtonsProps) {
  const { className, places, window, onWindow, disabled } = props;
  const least = leastSpan(places);
  const closest = window.to - window.from <= least;
  const zoom = (factor: number) => () => onWindow(zoomed(window, 0.5, factor, least));
  return (
    <span className={className}>
      <Tool name="Zoom in" off={disabled || closest} onClick={zoom(KEY_ZOOM)}>
        <path d="M8 3.5v9M3.5 8h9" />
      </Tool>
      <Tool name="Zoom out" off={disabled || isWhole(window)} onClick={zoom(1 / KEY_ZOOM)}>
        <path d="M3.5 8h9" />
      </Tool>
      <Tool name="Show all" off={disabled || isWhole(window)} onClick={() => onWindow(WHOLE)}>
        <path d="M6 2.5H2.5V6M10 2.5h3.5V6M6 13.5H2.5V10M10 13.5h3.5V10" />
      </Tool>
    </span>
  );
});

interface ToolProps {
  name: string;
  /** It stays in the tab order, so that the keyboard does not lose its place. */
  off: boolean;
  onClick: () => void;
  children: ReactNode;
}

function Tool({ name, off, onClick, children }: ToolProps) {
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="md"
      aria-label={name}
      title={name}
      aria-disabled={off}
      style={off ? { opacity: 0.45, cursor: 'default' } : {}}
      onClick={() => {
        if (!off) onClick();
      }}
    >
      <svg
        width="16"
        height="16"
        viewBox="0 0 16 16"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden="true"
      >
        {children}
      </svg>
    </ActionIcon>
  );
}
