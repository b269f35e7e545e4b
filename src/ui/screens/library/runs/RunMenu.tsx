import { ActionIcon, Menu } from '@mantine/core';
import type { ListedRun } from '../../../../app/runs/types';
import { deleteRuns, duplicateRun, exportRuns } from './actions';
import { startRenaming } from './view';

interface RunMenuProps {
  run: ListedRun;
  /** Its name is being changed: the focus belongs to that field, not back to the menu's button. */
  renaming: boolean;
}

/** What is done with a run now and then. */
export function RunMenu({ run, renaming }: RunMenuProps) {
  const elsewhere = run.holder === 'another-tab';
  return (
    <Menu position="bottom-end" withinPortal returnFocus={!renaming}>
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="md"
          aria-label={`More with ${run.name}`}
          title="More"
        >
          <svg width="16" height="16" viewBox="0 0 16 16" fill="currentColor" aria-hidden="true">
            <circle cx="3.5" cy="8" r="1.3" />
            <circle cx="8" cy="8" r="1.3" />
            <circle cx="12.5" cy="8" r="1.3" />
          </svg>
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => void duplicateRun(run)}>Duplicate with changes</Menu.Item>
        <Menu.Item disabled={elsewhere} onClick={() => startRenaming(run.id)}>
          Rename
        </Menu.Item>
        <Menu.Item onClick={() => void exportRuns([run.id])}>Export</Menu.Item>
        <Menu.Divider />
        <Menu.Item disabled={run.holder !== null} onClick={() => void deleteRuns([run])}>
          {run.holder === null ? 'Delete' : `Delete: ${whyNot(run)}`}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

const whyNot = ({ holder }: ListedRun): string =>
  holder === 'another-tab' ? 'another tab has it' : 'stop it first';
