import '@mantine/core/styles/CloseButton.css';
import '@mantine/core/styles/Drawer.css';
import '@mantine/core/styles/ModalBase.css';
import '@mantine/core/styles/Overlay.css';
import '@mantine/core/styles/Paper.css';
import { CloseButton, Drawer } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './panel.module.css';

interface SettingsSheetProps {
  open: boolean;
  onClose: () => void;
  children: ReactNode;
}

/** The controls on a phone: a sheet from below that leaves the top of the page in sight. */
export default function SettingsSheet({ open, onClose, children }: SettingsSheetProps) {
  return (
    <Drawer.Root
      opened={open}
      onClose={onClose}
      position="bottom"
      size="auto"
      classNames={{ content: classes.sheet ?? '' }}
    >
      <Drawer.Overlay />
      <Drawer.Content aria-label="Settings">
        <Drawer.Body className={classes.sheetBody ?? ''}>
          <div className={classes.sheetHeader}>
            <h2>Settings</h2>
            <CloseButton aria-label="Close settings" onClick={onClose} />
          </div>
          {children}
        </Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  );
}
