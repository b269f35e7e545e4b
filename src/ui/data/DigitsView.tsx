import { countsText } from '../../app/data/dataText';
import { lab, useData } from '../../app/hooks';
import { DIGIT_WORDS, type DigitPlace } from '../../specs/digits';
import type { DigitSource } from '../../specs/task';
import { ToolButton } from '../ToolButton';
import { DigitRow } from './DigitRow';
import classes from './data.module.css';

const WHERE: Record<DigitPlace, string> = {
  drawn: '',
  cache: 'Kept in this browser.',
  page: 'Served with this page.',
  memory: 'The browser did not store them: they stay until the page is left.',
};

/** Some of the digits, how many there are, and where they lie. */
export function DigitsView({ source }: { source: DigitSource }) {
  const place = useData((state) => state.places?.[source]);
  const shown = useData((state) => state.shown[source]);
  return (
    <div className={classes.view}>
      <DigitRow samples={shown?.samples} label={`Some of the digits: ${DIGIT_WORDS[source]}`} />
      <p className={classes.words}>
        {place === null && 'They are not here yet.'}
        {shown && `${countsText(shown.counts)}.`} {place && WHERE[place]}{' '}
        {(place === 'cache' || place === 'memory') && (
          <ToolButton
            variant="subtle"
            className={classes.small ?? ''}
            onClick={() => void lab.data.getState().remove(source)}
          >
            Remove
          </ToolButton>
        )}
      </p>
    </div>
  );
}
