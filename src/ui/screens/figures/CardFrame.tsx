import { type ReactNode, useEffect, useId, useRef } from 'react';
import { FIGURE_NAMES } from '../../../app/figures/figuresText';
import type { FigureCard, FigureRun } from '../../../app/figures/figuresTypes';
import { lab } from '../../../app/hooks';
import type { FigureId } from '../../../specs/figures';
import { DigitsRemedy } from '../../data/DigitsRemedy';
import { Problem } from '../../Problem';
import classes from './figures.module.css';
import { cardId } from './goToCard';
import { Reproduce } from './Reproduce';
import { useInView } from './useInView';
import { Which } from './Which';

interface CardFrameProps {
  figure: FigureId;
  /** What it is about: the heading's second half. */
  subject: string;
  card: FigureCard;
  /** Its computation, while there is one. */
  run: FigureRun | null;
  /** What is said of the figure, above the button that computes it. */
  words: ReactNode;
  /** Beside them; told whether the card has come near the window. */
  results: (seen: boolean) => ReactNode;
}

/** What every card is made of: words and Reproduce on one side, results on the other. */
export function CardFrame({ figure, subject, card, run, words, results }: CardFrameProps) {
  const headingId = useId();
  const article = useRef<HTMLElement>(null);
  const seen = useInView(article);
  useEffect(() => {
    if (seen) void lab.figures.getState().load(figure);
  }, [seen, figure]);
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
        {words}
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
        {results(seen)}
      </div>
    </article>
  );
}

/** Of a card the result that is to be seen. */
export function keptResult<R extends object>(card: FigureCard<R>): R | null {
  if (card.shows === 'own' && card.own !== null) return card.own;
  return typeof card.shipped === 'object' ? card.shipped : null;
}

/** Whether the shipped result is on its way: what comes has its place already. */
export const isAwaited = ({ shipped }: Pick<FigureCard, 'shipped'>, run: FigureRun | null) =>
  run === null && (shipped === 'unknown' || shipped === 'loading');

/** Instead of a picture that has no result yet. `drawn`: when it will come, while it is being computed. */
export function emptyWords(
  { shipped }: Pick<FigureCard, 'shipped'>,
  run: FigureRun | null,
  drawn: string,
): string {
  if (run !== null) return `The curves will be drawn here as ${drawn}.`;
  if (shipped === 'absent') return 'Not computed yet: press Reproduce.';
  return 'Reading the result.';
}
