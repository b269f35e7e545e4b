import { useInspect } from '../../../app/hooks';
import { type LineStyle, optimizerStyle } from '../../charts';
import { useStyles } from '../../styleOf';

/** The look of the optimizer that is looked at: as everywhere, and of one in training as on Train. */
export function useOwnStyle(): LineStyle {
  const styleOf = useStyles();
  const training = useInspect((state) => state.weightsAfter !== null);
  const id = useInspect((state) => state.config?.optimizer.id ?? '');
  return training ? optimizerStyle(0) : styleOf(id);
}
