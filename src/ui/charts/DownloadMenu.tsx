import { Menu } from '@mantine/core';
import { DownloadIcon } from './DownloadIcon';
import { FILE_KINDS, type FileKind } from './fileKinds';

interface DownloadMenuProps {
  onChoose: (kind: FileKind) => void;
  disabled: boolean;
  /** It was asked to open before it could. */
  openAtOnce: boolean;
}

export function DownloadMenu({ onChoose, disabled, openAtOnce }: DownloadMenuProps) {
  return (
    <Menu position="bottom-end" withinPortal defaultOpened={openAtOnce}>
      <Menu.Target>
        <DownloadIcon disabled={disabled} />
      </Menu.Target>
      <Menu.Dropdown>
        {FILE_KINDS.map((kind) => (
          <Menu.Item key={kind} onClick={() => onChoose(kind)}>
            {kind}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
