import type { ReactNode } from 'react';

const PATHS = {
  play: <path d="M5 3.2v9.6L13 8z" fill="currentColor" stroke="none" />,
  pause: <path d="M5.5 3.5v9M10.5 3.5v9" strokeWidth="2.2" />,
  step: (
    <>
      <path d="M4 3.2v9.6L10.4 8z" fill="currentColor" stroke="none" />
      <path d="M12.2 3.6v8.8" strokeWidth="1.8" />
    </>
  ),
  stepBack: (
    <>
      <path d="M12 3.2v9.6L5.6 8z" fill="currentColor" stroke="none" />
      <path d="M3.8 3.6v8.8" strokeWidth="1.8" />
    </>
  ),
  stop: <rect x="4" y="4" width="8" height="8" rx="1" fill="currentColor" stroke="none" />,
  reset: <path d="M3.4 8a4.6 4.6 0 1 0 1.5-3.4M4.6 2.2v2.7h2.7" />,
  dice: (
    <>
      <rect x="2.5" y="2.5" width="11" height="11" rx="2.5" />
      <g fill="currentColor" stroke="none">
        <circle cx="5.6" cy="5.6" r="1" />
        <circle cx="10.4" cy="5.6" r="1" />
        <circle cx="8" cy="8" r="1" />
        <circle cx="5.6" cy="10.4" r="1" />
        <circle cx="10.4" cy="10.4" r="1" />
      </g>
    </>
  ),
  link: (
    <path d="M6.8 9.2l2.4-2.4M7.3 4.7l1.3-1.3a2.83 2.83 0 0 1 4 4l-1.3 1.3M8.7 11.3l-1.3 1.3a2.83 2.83 0 0 1-4-4l1.3-1.3" />
  ),
  light: (
    <>
      <circle cx="8" cy="8" r="2.8" />
      <path d="M8 1.5v1.3M8 13.2v1.3M1.5 8h1.3M13.2 8h1.3M3.4 3.4l.9.9M11.7 11.7l.9.9M3.4 12.6l.9-.9M11.7 4.3l.9-.9" />
    </>
  ),
  dark: <path d="M13.2 9.6A5.6 5.6 0 0 1 6.4 2.8a5.6 5.6 0 1 0 6.8 6.8z" />,
  system: (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path d="M8 2.5a5.5 5.5 0 0 1 0 11z" fill="currentColor" stroke="none" />
    </>
  ),
  settings: <path d="M2 4.5h6.5M12.5 4.5H14M2 11.5h1.5M7.5 11.5H14M10.5 2.6v3.8M5.5 9.6v3.8" />,
  close: <path d="M4 4l8 8M12 4l-8 8" />,
  question: (
    <path d="M5.8 6.2a2.2 2.2 0 1 1 3.3 1.9c-.8.5-1.1.9-1.1 1.7M8 12.4v.1" strokeWidth="1.6" />
  ),
  inspect: <path d="M7 11.5a4.5 4.5 0 1 1 0-9 4.5 4.5 0 0 1 0 9zM10.3 10.3l3.2 3.2" />,
  plus: <path d="M8 3.5v9M3.5 8h9" />,
  live: <path d="M8.8 1.8L4 9h3.4l-.6 5.2L12 7H8.4z" fill="currentColor" stroke="none" />,
  chevron: <path d="M4.5 6.5L8 10l3.5-3.5" />,
  upload: <path d="M8 10.5V3M5 5.5L8 2.5l3 3M3 10.5v2.5h10v-2.5" />,
  download: <path d="M8 2.5V10M5 7.5l3 3 3-3M3 10.5v2.5h10v-2.5" />,
  bin: <path d="M3 4.5h10M6.5 4.3V3h3v1.3M4.5 4.5l.600 8.5h5.8l.6-8.5M6.8 7v3.5M9.2 7v3.5" />,
  flag: <path d="M4 14V2.5M4 3h7.5L9.8 5.7l1.7 2.8H4" />,
} satisfies Record<string, ReactNode>;

export type IconName = keyof typeof PATHS;

/** A 16-pixel line icon. Says nothing to a screen reader: the control that bears it has a name. */
export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg
      aria-hidden="true"
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.4"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      {PATHS[name]}
    </svg>
  );
}
