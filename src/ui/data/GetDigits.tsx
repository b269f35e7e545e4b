import { progressText } from '../../app/data/dataText';
import { lab, useData } from '../../app/hooks';
import type { DigitSource } from '../../specs/task';
import { Problem } from '../Problem';
import { ToolButton } from '../ToolButton';
import { ChooseFiles } from './ChooseFiles';
import { DownloadBar } from './DownloadBar';
import { DownloadButton } from './DownloadButton';
import classes from './data.module.css';
import { OtherDigits } from './OtherDigits';

/** How real digits get here: by a download, or from files. Nothing once they are here. */
export function GetDigits({ value }: { value: DigitSource }) {
  const mnist = useData((state) => state.places?.mnist);
  const chosen = useData((state) => state.places?.[value]);
  const download = useData((state) => state.download);
  const reading = useData((state) => state.reading);
  const problem = useData((state) => state.problem);
  const question = useData((state) => state.question);
  const running = download.state === 'running';
  const row = running || reading || mnist === null || chosen === null;
  if (!row && !problem && !question) return null;
  return (
    <div className={classes.get}>
      {row && (
        <div className={classes.actions}>
          {running && <DownloadBar download={download} />}
          {reading && <span className={classes.words}>Reading the files …</span>}
          {!running && !reading && (
            <>
              {mnist === null && <DownloadButton />}
              {download.state === 'interrupted' && <Interrupted />}
              <ChooseFiles off={reading} />
              <span className={`${classes.words} ${classes.dropping}`}>
                or drop its four files on the page.
              </span>
            </>
          )}
        </div>
      )}
      {question && <OtherDigits {...question} />}
      {problem && (
        <Problem title={problem.title} error={problem.error}>
          <ToolButton onClick={() => lab.data.getState().dismissProblem()}>Dismiss</ToolButton>
        </Problem>
      )}
    </div>
  );
}

/** What an earlier download has left. */
function Interrupted() {
  const { received, bytes } = useData((state) => state.download);
  return (
    <>
      <span className={classes.words}>{progressText(received, bytes)} are here.</span>
      <ToolButton variant="subtle" onClick={() => void lab.data.getState().remove('mnist')}>
        Discard
      </ToolButton>
    </>
  );
}
