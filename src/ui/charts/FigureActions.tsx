import { Button } from '@mantine/core';
import { memo } from 'react';
import classes from './charts.module.css';
import { FilesButton } from './FilesButton';
import type { FileKind } from './fileKinds';

interface FigureActionsProps {
  open: boolean;
  tableId: string;
  onToggle: () => void;
  onDownload: (kind: FileKind) => void;
  disabled: boolean;
}

/** The figure's buttons. They stay as they are while its numbers change several times a second. */
export const FigureActions = memo(function FigureActions(props: FigureActionsProps) {
  const { open, tableId, onToggle, onDownload, disabled } = props;
  return (
    <div className={classes.actions}>
      <Button
        size="compact-xs"
        variant="subtle"
        color="gray"
        aria-expanded={open}
        aria-controls={open ? tableId : undefined}
        onClick={onToggle}
      >
        {open ? 'Hide data' : 'Show data'}
      </Button>
      <FilesButton onChoose={onDownload} disabled={disabled} />
    </div>
  );
});
