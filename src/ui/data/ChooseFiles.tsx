import { useRef } from 'react';
import { lab } from '../../app/hooks';
import { Icon } from '../icons';
import { ToolButton } from '../ToolButton';

/** The button `Choose files`, and the file input behind it. */
export function ChooseFiles({ off }: { off: boolean }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <ToolButton
        off={off}
        leftSection={<Icon name="upload" />}
        onClick={() => input.current?.click()}
      >
        Choose files
      </ToolButton>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        onChange={(event) => {
          const { currentTarget } = event;
          const files = [...(currentTarget.files ?? [])];
          if (files.length === 0) return;
          // The same files may be chosen again after they were refused.
          void lab.data
            .getState()
            .offer(files)
            .finally(() => {
              currentTarget.value = '';
            });
        }}
      />
    </>
  );
}
