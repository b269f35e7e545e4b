import type { MouseEvent } from 'react';
import { FIGURE_NAMES } from '../../../app/figures/figuresText';
import { lab, useFigures } from '../../../app/hooks';
import { FIGURE_IDS, type FigureId, isDissection } from '../../../specs/figures';
import { DISSECTED } from './dissectionWords';
import classes from './figures.module.css';
import { goToCard } from './goToCard';
import { PAPER, VERDICT_WORDS } from './words';

/** All figures at a glance: what each is about, and what came out. */
export function FigureList() {
  const index = useFigures((state) => state.index);
  const chosen = useFigures((state) => state.chosen);
  const choose = (event: MouseEvent, figure: FigureId) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    lab.figures.getState().choose(figure);
    goToCard(figure);
  };
  return (
    <nav aria-label="Figures">
      <ul className={classes.list}>
        {FIGURE_IDS.map((figure) => {
          const entry = index?.find((one) => one.figure === figure);
          return (
            <li key={figure}>
              <a
                href={`?v=1&tab=figures&figure=${figure}`}
                aria-current={chosen === figure ? 'true' : undefined}
                onClick={(event) => choose(event, figure)}
              >
                {FIGURE_NAMES[figure]}
              </a>
              <span>
                {isDissection(figure) ? DISSECTED[figure].subject : PAPER[figure].subject}
              </span>
              <span className={classes.listVerdict}>
                {entry?.verdicts.map(({ label, kind }) => (
                  <span key={label} title={label}>
                    {VERDICT_WORDS[kind]}
                  </span>
                ))}
                {entry !== undefined && isDissection(figure) && 'computed'}
                {index !== null && entry === undefined && 'not computed yet'}
              </span>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
