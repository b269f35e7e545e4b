import { type CSSProperties, memo } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { lab, useInspect } from '../../../app/hooks';
import controls from '../../controls/controls.module.css';
import { Icon } from '../../icons';
import { ToolButton } from '../../ToolButton';
import { toggleHeld, usePointing } from './pointing';
import classes from './selection.module.css';

/** The selected step: back, play, forward, and a slider over all of them. */
export function StepControl({ there }: { there: boolean }) {
  const { step, last, playing } = useInspect(
    useShallow(({ selection, summary, playing: what }) => ({
      step: selection.step,
      last: Math.max(0, (summary?.steps ?? 1) - 1),
      playing: what === 'steps',
    })),
  );
  return (
    <div className={classes.steps}>
      <StepButtons
        back={there && step > 0}
        play={there}
        forward={there && step < last}
        playing={playing}
      />
      <input
        type="range"
        className={controls.range}
        aria-label="Selected step"
        aria-valuetext={`step ${step} of ${last}`}
        min={0}
        max={last}
        value={Math.min(step, last)}
        disabled={!there}
        style={{ '--fill': last > 0 ? step / last : 0 } as CSSProperties}
        onChange={(event) => lab.inspect.getState().selectStep(event.currentTarget.valueAsNumber)}
      />
      <span className={classes.position} aria-hidden="true">
        <span className={classes.word}>step </span>
        {step} of {last}
      </span>
      <HoldStep />
    </div>
  );
}

interface StepButtonsProps {
  back: boolean;
  play: boolean;
  forward: boolean;
  playing: boolean;
}

function by(steps: number): void {
  const { selection, selectStep } = lab.inspect.getState();
  selectStep(selection.step + steps);
}

/** They stay as they are while the step moves on. */
const StepButtons = memo(function StepButtons({ back, play, forward, playing }: StepButtonsProps) {
  return (
    <div className={classes.buttons}>
      <ToolButton off={!back} onClick={() => by(-1)} name="Step back">
        <Icon name="stepBack" />
      </ToolButton>
      <ToolButton
        off={!play}
        onClick={() => lab.inspect.getState().play(playing ? null : 'steps')}
        name={playing ? 'Hold the steps' : 'Play the steps'}
      >
        <Icon name={playing ? 'pause' : 'play'} />
      </ToolButton>
      <ToolButton off={!forward} onClick={() => by(1)} name="Step">
        <Icon name="step" />
      </ToolButton>
    </div>
  );
});

/** Lets the pointer pass over pictures without taking the step along. */
const HoldStep = memo(function HoldStep() {
  const held = usePointing((state) => state.held);
  return (
    <label
      className={`${controls.check} ${classes.hold}`}
      title="The step stays when the pointer passes over a picture"
    >
      <input type="checkbox" checked={held} onChange={toggleHeld} />
      hold
    </label>
  );
});
