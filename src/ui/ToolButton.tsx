import { Button, type ButtonProps } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './ToolButton.module.css';

interface ToolButtonProps {
  variant?: NonNullable<ButtonProps['variant']>;
  leftSection?: ReactNode;
  className?: string;
  /** Cannot be used now. It stays in the tab order, so that the keyboard does not lose its place. */
  off?: boolean;
  /** The accessible name, where the button shows only an icon. */
  name?: string;
  onClick: () => void;
  children: ReactNode;
}

export function ToolButton(props: ToolButtonProps) {
  const { off = false, name, onClick, className, children, ...rest } = props;
  const names = [className, off ? classes.off : ''].filter(Boolean).join(' ');
  return (
    <Button
      variant="default"
      aria-disabled={off}
      className={names}
      {...(name === undefined ? {} : { 'aria-label': name, title: name })}
      onClick={() => {
        if (!off) onClick();
      }}
      {...rest}
    >
      {children}
    </Button>
  );
}
