import { memo } from 'react';
import { lab, useInspect } from '../../../app/hooks';
import { Icon } from '../../icons';
import { ToolButton } from '../../ToolButton';
import classes from './slow.module.css';

interface SlowPlayerProps {
  /** How many there are. */
  parts: number;
  off: boolean;
  onChoose: (part: number) => void;
}

/** The parts of a step one after the other, by themselves or one by one, and around. */
export const SlowPlayer = memo(function SlowPlayer({ parts, off, onChoose }: SlowPlayerProps) {
  const playing = useInspect((state) => state.playing === 'parts');
  const by = (count: number) => {
    const at = lab.inspect.getState().part ?? 0;
    onChoose((at + count + parts) % parts);
  };
  return (
    <span className={classes.player}>
      <ToolButton off={off} onClick={() => by(-1)} name="Previous part">
        <Icon name="stepBack" />
      </ToolButton>
      <ToolButton
        off={off}
        onClick={() => lab.inspect.getState().play(playing ? null : 'parts')}
        name={playing ? 'Hold the parts' : 'Play the parts'}
      >
        <Icon name={playing ? 'pause' : 'play'} />
      </ToolButton>
      <ToolButton off={off} onClick={() => by(1)} name="Next part">
        <Icon name="step" />
      </ToolButton>
    </span>
  );
});
