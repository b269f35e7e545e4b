import type { FigureId } from '../../../specs/figures';

export const cardId = (figure: FigureId) => `figure-${figure}`;

/** Scrolls to a card, and lets the keyboard go on from there. */
export function goToCard(figure: FigureId): void {
  const card = document.getElementById(cardId(figure));
  card?.scrollIntoView();
  card?.focus({ preventScroll: true });
}
