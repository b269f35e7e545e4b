import { bytesText } from '../../app/data/dataText';
import { lab, useData } from '../../app/hooks';
import { Icon } from '../icons';
import { ToolButton } from '../ToolButton';

/** Downloads MNIST, or goes on with an interrupted download. Nothing is asked of another host before it is pressed. */
export function DownloadButton() {
  const { state, bytes } = useData((data) => data.download);
  return (
    <ToolButton
      leftSection={<Icon name="download" />}
      onClick={() => void lab.data.getState().startDownload()}
    >
      {state === 'interrupted' ? 'Resume download' : `Download MNIST (${bytesText(bytes)})`}
    </ToolButton>
  );
}
