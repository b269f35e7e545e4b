import { useEffect, useId, useRef } from 'react';
import { DIGIT_WORDS } from '../../../app/dataText';
import { FIGURE_NAMES } from '../../../app/figuresText';
import type { FigureCard as Card } from '../../../app/figuresTypes';
import { lab, useFigures } from '../../../app/hooks';
import type { FigureResult } from '../../../specs/figureResult';
import type { FigureId } from '../../../specs/figures';
import { DigitsRemedy } from '../../data/DigitsRemedy';
import { Problem } from '../../Problem';
import { Swatch } from '../../Swatch';
import { useStyles } from '../../styleOf';
import { FigureCharts } from './FigureCharts';
import { FigureNumbers } from './FigureNumbers';
import classes from './figures.module.css';
import { cardId } from './goToCard';
import { Reproduce } from './Reproduce';
import { useInView } from './useInView';
import {
  dataSentence,
  labelOf,
  originSentence,
  PAPER,
  protocolSentences,
  verdictSentence,
  verdictWord,
} from './words';

/** One figure: what the paper did and claims, what came out here, and a button to compute it. */
export function FigureCard({ figure }: { figure: FigureId }) {
  const headingId = useId();
  const article = useRef<HTMLElement>(null);
  const seen = useInView(article);
  const card = useFigures((state) => state.cards[figure]);
  const run = useFigures((state) => (state.run?.figure === figure ? state.run : null));
  useEffect(() => {
    if (seen) void lab.figures.getState().load(figure);
  }, [seen, figure]);

  const shipped = typeof card.shipped === 'object' ? card.shipped : null;
  const kept = card.shows === 'own' && card.own !== null ? card.own : shipped;
  // What is there stays until there is something new to show.
  const result = run?.soFar ?? kept;
  // What is on its way has its place already.
  const awaited = run === null && (card.shipped === 'unknown' || card.shipped === 'loading');
  const { subject, did, claims } = PAPER[figure];
  return (
    <article
      ref={article}
      id={cardId(figure)}
      tabIndex={-1}
      aria-labelledby={headingId}
      className={classes.card}
    >
      <div className={classes.words}>
        <h3 id={headingId}>
          {FIGURE_NAMES[figure]}: {subject}
        </h3>
        <p>
          <span className={classes.lead}>The paper</span> {did}
        </p>
        <p>
          <span className={classes.lead}>It claims</span> {claims}
        </p>
        {awaited && <div className={classes.verdictBone} />}
        {result !== null && <Verdicts result={result} />}
        <Reproduce figure={figure} run={run} />
        {card.error !== null && (
          <Problem title={`${FIGURE_NAMES[figure]} was not computed`} error={card.error}>
            {card.error.code === 'no-data' && (
              <DigitsRemedy onChange={(data) => lab.figures.getState().updateSettings({ data })} />
            )}
          </Problem>
        )}
      </div>
      <div className={classes.results}>
        <Which figure={figure} card={card} live={run !== null && run.soFar !== null} />
        {seen ? (
          <FigureCharts figure={figure} result={result} empty={emptyWords(card, run !== null)} />
        ) : (
          <div className={classes.bone} />
        )}
        {awaited && <div className={classes.numbersBone} />}
        {result !== null && <FigureNumbers result={result} />}
        {result !== null && <About result={result} live={result === run?.soFar} />}
      </div>
    </article>
  );
}

function emptyWords({ shipped }: Card, running: boolean): string {
  if (running) return 'The curves will be drawn here as the steps are computed.';
  if (shipped === 'absent') return 'Not computed yet: press Reproduce.';
  return 'Reading the result.';
}

/** What the numbers say, for each learned optimizer. */
function Verdicts({ result }: { result: FigureResult }) {
  const styleOf = useStyles();
  return (
    <ul className={classes.verdicts} aria-label="What holds">
      {result.verdicts.map((verdict) => (
        <li key={verdict.optimizer}>
          <span className={classes.optimizer}>
            <Swatch style={styleOf(verdict.optimizer)} />
            {labelOf(result, verdict.optimizer)}
          </span>
          <strong className={classes.verdict} data-kind={verdict.kind}>
            {verdictWord(verdict)}.
          </strong>{' '}
          {verdictSentence(verdict, result)}
        </li>
      ))}
    </ul>
  );
}

/** The result that ships, or the one that was computed here. */
function Which({ figure, card, live }: { figure: FigureId; card: Card; live: boolean }) {
  const name = useId();
  const both = typeof card.shipped === 'object' && card.own !== null;
  if (live) return <p className={classes.which}>Being computed here</p>;
  if (!both) {
    const own = card.own !== null && card.shows === 'own';
    return (
      <p className={classes.which}>
        {own ? 'Computed here' : typeof card.shipped === 'object' ? 'As shipped' : ' '}
      </p>
    );
  }
  return (
    <fieldset className={classes.which}>
      <legend className={classes.hidden}>Which result</legend>
      {(['shipped', 'own'] as const).map((which) => (
        <label key={which}>
          <input
            type="radio"
            name={name}
            checked={card.shows === which}
            onChange={() => lab.figures.getState().show(figure, which)}
          />
          {which === 'shipped' ? 'As shipped' : 'Computed here'}
        </label>
      ))}
    </fieldset>
  );
}

/** How the numbers came about; which digits they are of is always to be seen. */
function About({ result, live }: { result: FigureResult; live: boolean }) {
  return (
    <div className={classes.about}>
      <p>
        {result.data !== null && (
          <strong data-synthetic={result.data === 'synthetic' || undefined}>
            {dataSentence(result)}
          </strong>
        )}{' '}
        {!live && originSentence(result)}{' '}
        {result.data !== null &&
          result.data !== 'mnist' &&
          `The paper’s values are of MNIST, ours of ${DIGIT_WORDS[result.data]}.`}
      </p>
      <details>
        <summary>How it is computed</summary>
        <ul>
          {protocolSentences(result).map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      </details>
    </div>
  );
}
