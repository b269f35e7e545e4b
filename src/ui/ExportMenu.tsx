import { Button, Menu } from '@mantine/core';
import { saveFile } from '../app/downloads';
import { lab } from '../app/hooks';
import type { ExportedFile } from '../app/library/exports';
import { errorInfo } from '../specs/errors';
import { EXPORT_FORMAT_WORDS, EXPORT_FORMATS, type ExportFormat } from '../specs/exportFormats';
import classes from './ExportMenu.module.css';
import { Icon } from './icons';
import toolClasses from './ToolButton.module.css';

interface ExportMenuProps {
  size?: 'xs' | 'sm';
  /** There is nothing to export yet. The button stays in the tab order, so that the keyboard does not lose its place. */
  off?: boolean;
  exported: (format: ExportFormat) => Promise<ExportedFile>;
}

/** The button `Export weights`: a menu of the forms in which an optimizer leaves the Lab. */
export function ExportMenu({ size = 'sm', off = false, exported }: ExportMenuProps) {
  const save = async (format: ExportFormat) => {
    try {
      const { bytes, fileName } = await exported(format);
      saveFile(bytes, fileName);
    } catch (thrown) {
      lab.notifications.getState().notifyError('The weights were not exported', errorInfo(thrown));
    }
  };
  return (
    <Menu
      position="bottom-start"
      // Within the page's landmarks, and nothing in the menu but its items.
      withinPortal={false}
      withInitialFocusPlaceholder={false}
      disabled={off}
      classNames={classes}
    >
      <Menu.Target>
        <Button
          variant="default"
          size={size}
          aria-disabled={off}
          className={off ? (toolClasses.off ?? '') : ''}
          leftSection={<Icon name="download" />}
          rightSection={<span aria-hidden="true">▾</span>}
        >
          Export weights
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {EXPORT_FORMATS.map((format) => (
          <Menu.Item key={format} onClick={() => void save(format)}>
            <span className={classes.label}>{EXPORT_FORMAT_WORDS[format].label}</span>
            <span className={classes.about}>{EXPORT_FORMAT_WORDS[format].about}</span>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
