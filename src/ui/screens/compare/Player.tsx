import { useShallow } from 'zustand/react/shallow';
import { lab, useRace } from '../../../app/hooks';
import {
  canPause,
  canResume,
  canStep,
  canStepBack,
  headOf,
  isComputing,
} from '../../../app/race/raceSelectors';
import { SPEEDS } from '../../../app/race/raceTypes';
import controls from '../../controls/controls.module.css';
import { Icon } from '../../icons';
import { ToolButton } from '../../ToolButton';
import classes from './compare.module.css';

/** Pause, step, scrub and replay: over what is recorded, and over the computing itself. */
export function Player() {
  const can = useRace(
    useShallow((state) => ({
      pause: canPause(state),
      resume: canResume(state),
      step: canStep(state),
      stepBack: canStepBack(state),
      stop: isComputing(state) || state.status === 'paused',
      reset: state.record !== null,
    })),
  );
  const race = lab.race.getState();
  return (
    <div className={classes.player}>
      <div className={classes.buttons}>
        <ToolButton off={!can.reset} onClick={race.reset} name="Reset">
          <Icon name="reset" />
        </ToolButton>
        <ToolButton off={!can.stepBack} onClick={race.stepBack} name="Step back">
          <Icon name="stepBack" />
        </ToolButton>
        {can.pause ? (
          <ToolButton
            onClick={race.pause}
            className={classes.wide ?? ''}
            leftSection={<Icon name="pause" />}
          >
            Pause
          </ToolButton>
        ) : (
          <ToolButton
            off={!can.resume}
            onClick={race.resume}
            className={classes.wide ?? ''}
            leftSection={<Icon name="play" />}
          >
            Resume
          </ToolButton>
        )}
        <ToolButton off={!can.step} onClick={race.step} name="Step">
          <Icon name="step" />
        </ToolButton>
        <ToolButton off={!can.stop} onClick={race.stop} name="Stop">
          <Icon name="stop" />
        </ToolButton>
      </div>
      <Scrubber />
      <Speeds />
    </div>
  );
}

function Scrubber() {
  const { cursor, head, steps } = useRace(
    useShallow((state) => ({
      cursor: state.player.cursor,
      head: headOf(state.record),
      steps: state.record?.config.steps ?? state.settings.horizon,
    })),
  );
  return (
    <div className={classes.scrubber}>
      <input
        type="range"
        className={controls.range}
        aria-label="Step position"
        aria-valuetext={`step ${cursor} of ${steps}`}
        min={0}
        max={steps}
        value={cursor}
        disabled={head === 0}
        style={{ '--fill': steps > 0 ? cursor / steps : 0 } as React.CSSProperties}
        onChange={(event) => lab.race.getState().scrub(event.currentTarget.valueAsNumber)}
      />
      <span className={classes.position} aria-hidden="true">
        step {cursor} of {steps}
      </span>
    </div>
  );
}

function Speeds() {
  const speed = useRace((state) => state.player.speed);
  return (
    <fieldset className={classes.speeds}>
      <legend>Speed</legend>
      {SPEEDS.map((choice) => (
        <label key={choice}>
          <input
            type="radio"
            name="speed"
            checked={speed === choice}
            onChange={() => lab.race.getState().setSpeed(choice)}
          />
          <span>{choice === 'max' ? 'max' : `${choice}×`}</span>
        </label>
      ))}
    </fieldset>
  );
}
