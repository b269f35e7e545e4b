import { useId } from 'react';
import type { FigureCard } from '../../../app/figures/figuresTypes';
import { lab } from '../../../app/hooks';
import type { FigureId } from '../../../specs/figures';
import visuallyHidden from '../../VisuallyHidden.module.css';
import classes from './figures.module.css';

interface WhichProps {
  figure: FigureId;
  card: FigureCard;
  /** What is seen is still being computed. */
  live: boolean;
}

/** The result that ships, or the one that was computed here. */
export function Which({ figure, card, live }: WhichProps) {
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
      <legend className={visuallyHidden.hidden}>Which result</legend>
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
