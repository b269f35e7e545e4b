import { Button, type ButtonProps } from '@mantine/core';
import type { ReactNode } from 'react';

interface ToolButtonProps extends Pick<ButtonProps, 'variant' | 'size' | 'leftSection' | 'className'> {
  /** Cannot be used now. It stays in the tab order, so that the keyboard does not lose its place. */
  off?: boolean;
  /** The accessible name, where the button shows only an icon. */
  name?: string;
  onClick: () => void;
  children: ReactNode;
}

export function ToolButton({ off = false, name, onClick, children, ...props }: ToolButtonProps) {
  return (
    <Button
      variant="default"
      aria-disabled={off}
      data-disabled={off || undefined}
      {...(name === undefined ? {} : { 'aria-label': name, title: name })}
      onClick={() => {
        if (!off) onClick();
      }}
      {...props}
    >
      {children}
    </Button>
  );
}
