import { useRef } from 'react';
import { Icon } from './icons';
import { importOptimizer } from './importOptimizer';
import { ToolButton } from './ToolButton';

/** The button `Import optimizer`, and the file input behind it. */
export function ImportButton() {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <ToolButton onClick={() => input.current?.click()} leftSection={<Icon name="upload" />}>
        Import optimizer
      </ToolButton>
      <input
        ref={input}
        type="file"
        accept=".safetensors,.npz,.json,.zip"
        hidden
        onChange={(event) => {
          const { currentTarget } = event;
          const file = currentTarget.files?.[0];
          if (!file) return;
          // The same file may be chosen again after it was refused.
          void importOptimizer(file).finally(() => {
            currentTarget.value = '';
          });
        }}
      />
    </>
  );
}
