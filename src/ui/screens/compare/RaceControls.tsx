import { Button } from '@mantine/core';
import { lab, useRace } from '../../../app/hooks';
import { problemsText, problemsWord, taskLabel } from '../../../app/taskText';
import type { TaskSpec } from '../../../specs/task';
import { ControlsPanel } from '../../controls/ControlsPanel';
import { DigitsField, SideField } from '../../controls/NetworkFields';
import panel from '../../controls/panel.module.css';
import { SeedField } from '../../controls/SeedField';
import { SliderField } from '../../controls/SliderField';
import { TaskFields } from '../../controls/TaskFields';
import { Icon } from '../../icons';
import { ToolButton } from '../../ToolButton';
import { Term } from '../../terms/Term';
import { useNarrow } from '../../useMedia';

/** What is raced on: task, number of steps, number of problems, seed. */
export function RaceControls() {
  const settings = useRace((state) => state.settings);
  const narrow = useNarrow();
  const update = lab.race.getState().updateSettings;
  const { task, horizon, problems, seed } = settings;
  const word = problemsWord(task);
  const choose = (next: TaskSpec) => update({ task: next });
  return (
    <ControlsPanel
      summary={`${taskLabel(task)} · ${horizon} steps · ${problemsText(task, problems)} · seed ${seed}`}
      actions={
        <>
          <Button onClick={() => void lab.race.getState().run()}>Run</Button>
          <ToolButton
            variant="subtle"
            name="Copy link"
            onClick={() => void import('./copyRaceLink').then((m) => m.copyRaceLink())}
          >
            <Icon name="link" />
            {!narrow && <span className={panel.words}>Copy link</span>}
          </ToolButton>
        </>
      }
    >
      <TaskFields task={task} onChange={choose} />
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
        name={word === 'networks' ? 'Networks' : 'Problems'}
        label={<Term id="problemBatch">{word === 'networks' ? 'Networks' : 'Problems'}</Term>}
        value={problems}
        min={1}
        max={4096}
        sliderMax={word === 'networks' ? 32 : 256}
        onChange={(next) => update({ problems: next })}
      />
      <SeedField value={seed} onChange={(next) => update({ seed: next })} />
      {task.name === 'mnist' && (
        <>
          <SideField task={task} onChange={choose} />
          <DigitsField task={task} onChange={choose} />
        </>
      )}
    </ControlsPanel>
  );
}
