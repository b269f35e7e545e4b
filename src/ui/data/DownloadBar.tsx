import { progressText } from '../../app/data/dataText';
import type { DigitsDownload } from '../../app/data/dataTypes';
import { lab } from '../../app/hooks';
import { ProgressBar } from '../ProgressBar';
import { ToolButton } from '../ToolButton';
import classes from './data.module.css';

/** How far the download of MNIST is, and how it is stopped. */
export function DownloadBar({ download }: { download: DigitsDownload }) {
  const { received, bytes, mirror, secondsLeft, elsewhere } = download;
  return (
    <>
      <ProgressBar className={classes.bar} name="Download of MNIST" max={bytes} value={received} />
      <span className={classes.words}>
        {elsewhere
          ? 'Another tab is downloading MNIST; this one waits for it.'
          : progressText(received, bytes)}
        {!elsewhere && mirror !== null && ` from ${mirror}`}
        {secondsLeft !== null && `, ${Math.ceil(secondsLeft)} s left`}
      </span>
      <ToolButton onClick={() => lab.data.getState().stopDownload()}>Cancel download</ToolButton>
    </>
  );
}
