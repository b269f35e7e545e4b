import { showInPicture } from '../howItWorks/picture';
import { Equation } from './Equation';
import { GLOSSARY, type TermId } from './glossary';
import classes from './terms.module.css';

interface TermCardProps {
  id: TermId;
  /** Names of the parts, for aria: `…-name`, `…-text`. */
  htmlId: string;
  onShowInPicture: () => void;
}

/** What a term says of itself. */
export function TermCard({ id, htmlId, onShowInPicture }: TermCardProps) {
  const entry = GLOSSARY[id];
  return (
    <>
      <h3 id={`${htmlId}-name`}>{entry.name}</h3>
      <p id={`${htmlId}-text`}>{entry.sentences.join(' ')}</p>
      <Equation tex={entry.equation} />
      <p className={classes.place}>
        In the picture:{' '}
        <button
          type="button"
          className={classes.placeButton}
          data-mantine-stop-propagation
          onClick={() => {
            onShowInPicture();
            showInPicture(entry.part);
          }}
        >
          {entry.place}
        </button>
      </p>
    </>
  );
}

export default TermCard;
