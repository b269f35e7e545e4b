import { ActionIcon, Menu } from '@mantine/core';
import classes from './charts.module.css';

export type FileKind = 'CSV' | 'SVG' | 'PNG';
const KINDS: readonly FileKind[] = ['CSV', 'SVG', 'PNG'];

interface DownloadMenuProps {
  onChoose: (kind: FileKind) => void;
  disabled: boolean;
}

export function DownloadMenu({ onChoose, disabled }: DownloadMenuProps) {
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="md"
          className={classes.download}
          aria-label="Download"
          title="Download"
          disabled={disabled}
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
      </Menu.Target>
      <Menu.Dropdown>
        {KINDS.map((kind) => (
          <Menu.Item key={kind} onClick={() => onChoose(kind)}>
            {kind}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
