import { Button } from '@mantine/core';
import { lab, useRace } from '../../../app/hooks';
import { ControlsPanel } from '../../controls/ControlsPanel';
import panel from '../../controls/panel.module.css';
import { SeedField } from '../../controls/SeedField';
import { SliderField } from '../../controls/SliderField';
import { TaskFields } from '../../controls/TaskFields';
import { taskLabel } from '../../controls/tasks';
import { Icon } from '../../icons';
import { ToolButton } from '../../ToolButton';
import { Term } from '../../terms/Term';
import { useNarrow } from '../../useMedia';
import { copyLink } from '../copyLink';

/** What is raced on: task, number of steps, number of problems, seed. */
export function RaceControls() {
  const settings = useRace((state) => state.settings);
  const narrow = useNarrow();
  const update = lab.race.getState().updateSettings;
  const { task, horizon, problems, seed } = settings;
  return (
    <ControlsPanel
      summary={`${taskLabel(task)} · ${horizon} steps · ${problems} problems · seed ${seed}`}
      actions={
        <>
          <Button onClick={() => void lab.race.getState().run()}>Run</Button>
          <ToolButton
            variant="subtle"
            name="Copy link"
            onClick={() => void copyLink('The same race, with the same problems.')}
          >
            <Icon name="link" />
            {!narrow && <span className={panel.words}>Copy link</span>}
          </ToolButton>
        </>
      }
    >
      <TaskFields task={task} onChange={(next) => update({ task: next })} />
      <SliderField
        name="Horizon"
        label={<Term id="horizon">Horizon</Term>}
        value={horizon}
        min={1}
        max={10_000}
        sliderMax={500}
        onChange={(next) => update({ horizon: next })}
      />
      <SliderField
        name="Problems"
        label={<Term id="problemBatch">Problems</Term>}
        value={problems}
        min={1}
        max={4096}
        sliderMax={256}
        onChange={(next) => update({ problems: next })}
      />
      <SeedField value={seed} onChange={(next) => update({ seed: next })} />
    </ControlsPanel>
  );
}
