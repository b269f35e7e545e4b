import { useInspect } from '../../../app/hooks';
import { CoordinateChips } from './CoordinateChips';
import { StepControl } from './StepControl';
import classes from './selection.module.css';

/** What is selected, always in sight: the step, and the coordinates with their colours. */
export function SelectionBar() {
  const there = useInspect((state) => state.summary !== null);
  return (
    <section className={classes.bar} aria-label="Selected step and coordinates">
      <StepControl there={there} />
      <CoordinateChips />
    </section>
  );
}
