import type { CSSProperties } from 'react';
import { lab, useInspect } from '../../../app/hooks';
import controls from '../../controls/controls.module.css';
import { Icon } from '../../icons';
import { ToolButton } from '../../ToolButton';
import classes from './inspect.module.css';

/** Plays through the steps that were swept, and goes to any of them. */
export function SweepPlayer({ steps, at }: { steps: readonly number[]; at: number }) {
  const playing = useInspect((state) => state.playing === 'steps');
  const { play, selectStep } = lab.inspect.getState();
  const last = steps.length - 1;
  return (
    <div className={classes.player}>
      <ToolButton
        onClick={() => play(playing ? null : 'steps')}
        name={playing ? 'Hold the sweep' : 'Play the sweep'}
      >
        <Icon name={playing ? 'pause' : 'play'} />
      </ToolButton>
      <input
        type="range"
        className={controls.range}
        aria-label="Step of the sweep"
        aria-valuetext={`step ${steps[at] ?? 0}`}
        min={0}
        max={Math.max(0, last)}
        value={at}
        style={{ '--fill': last > 0 ? at / last : 0 } as CSSProperties}
        onChange={(event) => selectStep(steps[event.currentTarget.valueAsNumber] ?? 0)}
      />
      <span className={classes.note} aria-hidden="true">
        step {steps[at] ?? 0}
      </span>
    </div>
  );
}
