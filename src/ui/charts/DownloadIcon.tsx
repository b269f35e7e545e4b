import { ActionIcon } from '@mantine/core';
import type { ComponentProps } from 'react';
import classes from './charts.module.css';

/** The button that opens the menu of a figure's files. */
export function DownloadIcon(props: ComponentProps<typeof ActionIcon<'button'>>) {
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="md"
      className={classes.download}
      aria-label="Download"
      title="Download"
      {...props}
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
        <path d="M8 2v8m0 0L5 7m3 3 3-3M3 13h10" />
      </svg>
    </ActionIcon>
  );
}
