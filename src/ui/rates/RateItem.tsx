import { Button } from '@mantine/core';
import { BASELINE_LABELS } from '../../specs/optimizer';
import type { TunedRate } from '../../specs/race';
import { formatNumber, optimizerStyle } from '../charts';
import { ProgressBar } from '../ProgressBar';
import { Swatch } from '../Swatch';
import { Term } from '../terms/Term';
import classes from './rates.module.css';
import type { RateInPlace, RatesAbout } from './ratesAbout';
import {
  againText,
  divergedText,
  edgeText,
  gridText,
  measureText,
  problemsTried,
  sourceText,
  unknownText,
} from './ratesWords';
import type { TuneAgain } from './useTuneAgain';

interface RateItemProps {
  about: RatesAbout;
  place: RateInPlace;
  again: TuneAgain;
}

/** How one baseline's rate was found, and the button that looks again. */
export function RateItem({ about, place, again }: RateItemProps) {
  const { name, rate } = place;
  const { tuning } = rate;
  const label = BASELINE_LABELS[name];
  const mine = again.running?.name === name ? again.running : null;
  return (
    <li className={classes.item}>
      <h3 className={classes.name}>
        <Swatch style={optimizerStyle(name)} />
        <Term id={name}>{label}</Term>{' '}
        <span className={classes.rate}>{formatNumber(rate.learningRate)}</span>
      </h3>
      <div className={classes.words}>
        <p>{tuning ? foundText(about, tuning) : unknownText(about)}</p>
        {tuning && (
          <p className={classes.muted}>
            {divergedText(tuning)} {edgeText(tuning)} {sourceText(rate)}
          </p>
        )}
        {tuning && again.found[name] && (
          <Found about={about} place={place} before={tuning} again={again.found[name]} />
        )}
      </div>
      {tuning && (
        <div className={classes.action}>
          {mine ? (
            <>
              <ProgressBar
                name={`Tuning ${label}`}
                value={mine.progress}
                max={1}
                className={classes.bar}
              />
              <Button size="xs" variant="default" onClick={again.stop}>
                Stop
              </Button>
            </>
          ) : (
            <Button
              size="xs"
              variant="default"
              disabled={again.running !== null}
              aria-label={`Tune ${label} again`}
              onClick={() => again.start(place)}
            >
              Tune again
            </Button>
          )}
        </div>
      )}
    </li>
  );
}

/** "The best of 24 rates from 1e-4 to 10, by mean loss after 100 steps (0.34), on 64 problems of seed 77001." */
function foundText({ task }: RatesAbout, tuning: TunedRate): string {
  const grid = gridText(tuning);
  return `${grid.charAt(0).toUpperCase()}${grid.slice(1)}, by ${measureText(tuning)} (${formatNumber(tuning.loss)}), on ${problemsTried(task, tuning)}.`;
}

interface FoundProps {
  about: RatesAbout;
  place: RateInPlace;
  before: TunedRate;
  again: TunedRate;
}

function Found({ about, place: { name, rate }, before, again }: FoundProps) {
  const other = again.learningRate !== rate.learningRate;
  return (
    <p aria-live="polite">
      {againText(before, again)}{' '}
      {other && about.use && (
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => about.use?.(name, again.learningRate)}
        >
          Race with {formatNumber(again.learningRate)}
        </Button>
      )}
      {other && rate.source === 'tuned' && 'It is kept instead.'}
    </p>
  );
}
