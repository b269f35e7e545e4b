import { useMemo } from 'react';
import { FIGURE_NAMES } from '../../../app/figures/figuresText';
import { AS_SHIPPED, type FigureRun } from '../../../app/figures/figuresTypes';
import { lab, useFigures, useLibrary } from '../../../app/hooks';
import { duration } from '../../../app/train/trainText';
import { type FigureId, isDissection } from '../../../specs/figures';
import { SelectField } from '../../controls/SelectField';
import { ProgressBar } from '../../ProgressBar';
import { ToolButton } from '../../ToolButton';
import { CardLink } from './CardLink';
import classes from './figures.module.css';

/** Which optimizer, the button, and how far it is. */
export function Reproduce({ figure, run }: { figure: FigureId; run: FigureRun | null }) {
  const entries = useLibrary((state) => state.entries);
  const optimizer = useFigures((state) => state.cards[figure].optimizer);
  const other = useFigures((state) => state.run?.figure ?? figure) !== figure;
  const choices = useMemo(
    () => [
      {
        value: AS_SHIPPED,
        label: isDissection(figure)
          ? 'The one that came with the Lab for it'
          : 'Those that came with the Lab for it',
      },
      ...entries.map(({ id, name }) => ({ value: id, label: name, group: 'From the library' })),
    ],
    [entries, figure],
  );
  const { reproduce, setOptimizer, stop } = lab.figures.getState();
  return (
    <div className={classes.reproduce}>
      <SelectField
        name={`Optimizer for ${FIGURE_NAMES[figure]}`}
        label="Optimizer"
        value={optimizer}
        choices={choices}
        onChange={(id) => setOptimizer(figure, id)}
        disabled={run !== null}
      />
      <div className={classes.actions}>
        {run === null ? (
          <ToolButton off={other} onClick={() => void reproduce(figure)}>
            Reproduce
          </ToolButton>
        ) : (
          <ToolButton off={run.stopping} onClick={stop}>
            Stop
          </ToolButton>
        )}
        <CardLink figure={figure} />
        {other && <span className={classes.aside}>Another figure is being computed.</span>}
      </div>
      <div className={classes.progress}>
        {run !== null && (
          <>
            <ProgressBar
              className={classes.bar}
              name={`Progress of ${FIGURE_NAMES[figure]}`}
              max={1}
              value={run.share}
            />
            <span className={classes.aside}>
              {Math.floor(100 * run.share)} %
              {run.secondsLeft !== null && `, ${duration(Math.ceil(run.secondsLeft))} left`}
            </span>
          </>
        )}
      </div>
    </div>
  );
}
