import '@mantine/core/styles/CloseButton.css';
import '@mantine/core/styles/Drawer.css';
import '@mantine/core/styles/ModalBase.css';
import '@mantine/core/styles/Overlay.css';
import '@mantine/core/styles/Paper.css';
import { Drawer } from '@mantine/core';
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
    <Drawer
      opened={open}
      onClose={onClose}
      position="bottom"
      size="auto"
      title="Settings"
      closeButtonProps={{ 'aria-label': 'Close settings' }}
      classNames={{ content: classes.sheet ?? '', body: classes.sheetBody ?? '' }}
    >
      {children}
    </Drawer>
  );
}
