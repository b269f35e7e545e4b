import { useRef } from 'react';
import { lab } from '../../../../app/hooks';
import { Icon } from '../../../icons';
import { ToolButton } from '../../../ToolButton';
import { exportRuns } from './actions';
import classes from './runs.module.css';

/** The whole library into one file, and back. */
export function LibraryFile() {
  const input = useRef<HTMLInputElement>(null);
  return (
    <div className={classes.file}>
      <ToolButton leftSection={<Icon name="upload" />} onClick={() => input.current?.click()}>
        Import library
      </ToolButton>
      <ToolButton leftSection={<Icon name="download" />} onClick={() => void exportRuns('all')}>
        Export library
      </ToolButton>
      <input
        ref={input}
        type="file"
        accept=".zip"
        hidden
        aria-label="Library file"
        onChange={(event) => {
          const { currentTarget } = event;
          const file = currentTarget.files?.[0];
          if (!file) return;
          // The same file may be chosen again after it was refused.
          void lab.runs
            .getState()
            .importLibrary(file)
            .finally(() => {
              currentTarget.value = '';
            });
        }}
      />
    </div>
  );
}
