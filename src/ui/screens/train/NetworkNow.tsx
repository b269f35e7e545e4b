import { useTrain } from '../../../app/hooks';
import type { MnistSpec } from '../../../specs/task';
import { optimizerStyle, useThrottledValue } from '../../charts';
import { NetworkFigure } from '../../digits/NetworkFigure';
import { Swatch } from '../../Swatch';
import classes from './train.module.css';

const STYLE = optimizerStyle(0);

/** The network of the horizon that is being trained, as the learned optimizer has made it so far. */
export function NetworkNow({ task }: { task: MnistSpec }) {
  const view = useThrottledValue(
    useTrain((state) => state.run?.view ?? null),
    4,
  );
  const examples = useTrain((state) => state.run?.examples ?? null);
  const horizon = useTrain((state) => state.run?.horizon ?? 0);
  const heading = (
    <span className={classes.whose}>
      <Swatch style={STYLE} /> LSTM
    </span>
  );
  return (
    <NetworkFigure
      title="What the network learns"
      task={task}
      networks={[{ place: 'left', label: 'LSTM', view, style: STYLE, heading }]}
      examples={examples}
      examplesName="Held-back digits"
      examplesTerm="heldBack"
      when={
        view
          ? `Horizon ${horizon + 1}, step ${view.step}: a fresh network each horizon.`
          : 'The network of the current horizon, which begins afresh each time.'
      }
    />
  );
}
