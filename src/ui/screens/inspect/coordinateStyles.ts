/** How selected coordinates are told apart: a colour and a dash pattern each, by their place in the selection. */
import { useMemo } from 'react';
import { MOST_COORDINATES } from '../../../app/inspect/inspectTypes';
import { LEARNED_STYLES, type LineStyle, optimizerStyle } from '../../charts';
import { useOwnStyle } from './useOwnStyle';

const DASHES = ['9 3', '2 3', '9 3 2 3'] as const;

/** Marks that are about no optimizer: ink. */
export const INK: LineStyle = {
  light: '#3a4149',
  dark: '#e6e8ea',
  textLight: '#1a1d21',
  textDark: '#e6e8ea',
  width: 2,
};

/**
 * The look of the coordinate at each place of the selection. The main one has that of the optimizer; the others have
 * hues of other learned optimizers, none of which is looked at here.
 */
export function useCoordinateStyles(): (place: number) => LineStyle {
  const own = useOwnStyle();
  return useMemo(() => {
    const hues = Array.from({ length: LEARNED_STYLES }, (_, i) => optimizerStyle(i));
    const others = hues.filter(({ light }) => light !== own.light);
    const styles = Array.from({ length: MOST_COORDINATES - 1 }, (_, i): LineStyle => {
      const style = others[i] ?? own;
      const dash = DASHES[i];
      return dash === undefined ? style : { ...style, dash };
    });
    return (place) => [own, ...styles][place] ?? own;
  }, [own]);
}
