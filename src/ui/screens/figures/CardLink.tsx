import { FIGURE_NAMES } from '../../../app/figures/figuresText';
import { lab } from '../../../app/hooks';
import type { FigureId } from '../../../specs/figures';
import { ToolButton } from '../../ToolButton';
import { copyLink } from '../copyLink';

/** Copies the address of one card. */
export function CardLink({ figure }: { figure: FigureId }) {
  return (
    <ToolButton
      variant="subtle"
      onClick={() => {
        lab.figures.getState().choose(figure);
        lab.address.flush();
        void copyLink(`It opens ${FIGURE_NAMES[figure]}.`);
      }}
    >
      Copy link
    </ToolButton>
  );
}
