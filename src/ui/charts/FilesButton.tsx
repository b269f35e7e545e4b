import { useRef, useState } from 'react';
import { later } from '../loading/later';
import { DownloadIcon } from './DownloadIcon';
import type { FileKind } from './fileKinds';

// Menus float, which takes more code than the chart: it comes after the start, or when somebody reaches for it.
const menu = later(async () => (await import('./DownloadMenu')).DownloadMenu);
const load = () => void menu.load().catch(() => {});

interface FilesButtonProps {
  onChoose: (kind: FileKind) => void;
  disabled: boolean;
}

/** A figure's files: a button that opens a menu. */
export function FilesButton({ onChoose, disabled }: FilesButtonProps) {
  const DownloadMenu = menu.use();
  const clicked = useRef(false);
  // A button that is replaced while it is being pressed would not be clicked; one with the focus would lose it.
  const [held, setHeld] = useState(false);
  if (DownloadMenu !== null && !held) {
    return <DownloadMenu onChoose={onChoose} disabled={disabled} openAtOnce={clicked.current} />;
  }
  return (
    <DownloadIcon
      disabled={disabled}
      aria-haspopup="menu"
      aria-expanded={false}
      onPointerEnter={load}
      onPointerDown={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onPointerCancel={() => setHeld(false)}
      onFocus={() => {
        setHeld(true);
        load();
      }}
      onBlur={() => setHeld(false)}
      onClick={() => {
        clicked.current = true;
        load();
        setHeld(false);
      }}
    />
  );
}
