import { Button } from '@mantine/core';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { usePicture } from '../howItWorks/picture';
import { Icon } from '../icons';
import { useNarrow } from '../useMedia';
import classes from './panel.module.css';

const SettingsSheet = lazy(() => import('./SettingsSheet'));

interface ControlsPanelProps {
  /** The controls: a row on a wide page, a sheet behind a button on a phone. */
  children: ReactNode;
  /** The settings in a few words, for the phone: "Quadratics, 10-d · 200 steps". */
  summary: string;
  /** Buttons that stay on the page either way. */
  actions: ReactNode;
  /** The buttons stand below the controls, not beside them. */
  stacked?: boolean;
}

export function ControlsPanel({ children, summary, actions, stacked = false }: ControlsPanelProps) {
  const narrow = useNarrow();
  const [open, setOpen] = useState(false);
  // Kept once opened, so that closing slides it out.
  const [wanted, setWanted] = useState(false);
  // A term in the sheet that shows its place in the picture would show it behind the sheet.
  const pictureCalls = usePicture((state) => state.calls);
  const [seenCalls, setSeenCalls] = useState(pictureCalls);
  if (seenCalls !== pictureCalls) {
    setSeenCalls(pictureCalls);
    setOpen(false);
  }

  if (!narrow) {
    return (
      <div
        className={classes.panel}
        data-stacked={stacked || undefined}
        data-beside={!stacked || undefined}
      >
        <div className={classes.controls}>{children}</div>
        <div className={classes.actions}>{actions}</div>
      </div>
    );
  }
  return (
    <div className={classes.panel}>
      <p className={classes.summary}>{summary}</p>
      <div className={classes.actions}>
        {actions}
        <Button
          variant="default"
          leftSection={<Icon name="settings" />}
          aria-haspopup="dialog"
          onClick={() => {
            setWanted(true);
            setOpen(true);
          }}
        >
          Settings
        </Button>
      </div>
      {wanted && (
        <Suspense fallback={null}>
          <SettingsSheet open={open} onClose={() => setOpen(false)}>
            {children}
          </SettingsSheet>
        </Suspense>
      )}
    </div>
  );
}
