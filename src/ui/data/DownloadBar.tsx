import { progressText } from '../../app/dataText';
import type { DigitsDownload } from '../../app/dataTypes';
import { lab } from '../../app/hooks';
import { ToolButton } from '../ToolButton';
import classes from './data.module.css';

/** How far the download of MNIST is, and how it is stopped. */
export function DownloadBar({ download }: { download: DigitsDownload }) {
  const { received, bytes, mirror, secondsLeft } = download;
  return (
    <>
      <progress
        className={classes.bar}
        aria-label="Download of MNIST"
        max={bytes}
        value={received}
      />
      <span className={classes.words}>
        {progressText(received, bytes)}
        {mirror !== null && ` from ${mirror}`}
        {secondsLeft !== null && `, ${Math.ceil(secondsLeft)} s left`}
      </span>
      <ToolButton onClick={() => lab.data.getState().stopDownload()}>Cancel download</ToolButton>
    </>
  );
}
