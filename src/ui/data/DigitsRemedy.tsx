import { useEffect, useRef } from 'react';
import { useData } from '../../app/hooks';
import type { DigitSource } from '../../specs/task';
import { ToolButton } from '../ToolButton';
import { DownloadBar } from './DownloadBar';
import { DownloadButton } from './DownloadButton';

/** What can be done where a run failed with `no-data`: buttons for a `Problem`. */
export function DigitsRemedy({ onChange }: { onChange: (source: DigitSource) => void }) {
  const download = useData((state) => state.download);
  const here = useData((state) => state.places?.mnist);
  const added = useData((state) => state.added);
  const seen = useRef(added?.times ?? 0);
  useEffect(() => {
    if (added === null || added.times === seen.current) return;
    seen.current = added.times;
    onChange(added.source);
  }, [added, onChange]);
  return (
    <>
      {download.state === 'running' && <DownloadBar download={download} />}
      {here === null && download.state !== 'running' && <DownloadButton />}
      {here && <ToolButton onClick={() => onChange('mnist')}>Use MNIST</ToolButton>}
      <ToolButton onClick={() => onChange('synthetic')}>Use synthetic digits</ToolButton>
    </>
  );
}
