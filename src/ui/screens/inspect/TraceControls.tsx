import { useMemo } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { lab, useInspect, useLibrary, useRace } from '../../../app/hooks';
import { MOST_STEPS } from '../../../app/inspect/inspectSettings';
import { raceChoices, racePart } from '../../../app/inspect/inspectSource';
import type { InspectSettings, InspectSource } from '../../../app/inspect/inspectTypes';
import { taskLabel } from '../../../app/taskText';
import { BASELINE_LABELS, BASELINE_NAMES } from '../../../specs/optimizer';
import type { TaskSpec } from '../../../specs/task';
import { ControlsPanel } from '../../controls/ControlsPanel';
import { DigitsField, SideField } from '../../controls/NetworkFields';
import panel from '../../controls/panel.module.css';
import { SeedField } from '../../controls/SeedField';
import { type Choice, SelectField } from '../../controls/SelectField';
import { SliderField } from '../../controls/SliderField';
import { TaskFields } from '../../controls/TaskFields';
import { Icon } from '../../icons';
import { ToolButton } from '../../ToolButton';
import { Term } from '../../terms/Term';
import { useNarrow } from '../../useMedia';
import { copyLink } from '../copyLink';
import classes from './inspect.module.css';

const SOURCES: readonly Choice<InspectSource>[] = [
  { value: 'own', label: 'A problem set here' },
  { value: 'race', label: 'The race on Compare' },
  { value: 'training', label: 'The training now' },
];

/** Whose trace: the optimizer, and the problem that it works on. */
export function TraceControls() {
  const settings = useInspect((state) => state.settings);
  const { source, task, steps, problem, seed } = settings;
  const update = lab.inspect.getState().updateSettings;
  const choose = (next: TaskSpec) => update({ task: next });
  return (
    <ControlsPanel summary={useSummary(settings)} actions={<TraceButtons />}>
      <SelectField
        name="Look at"
        label={<Term id="trace">Look at</Term>}
        value={source}
        choices={SOURCES}
        onChange={(next) => update({ source: next })}
      />
      {source !== 'training' && <OptimizerField />}
      {source === 'own' && <TaskFields task={task} onChange={choose} />}
      {source === 'own' && (
        <SliderField
          name="Steps"
          label={<Term id="horizon">Steps</Term>}
          value={steps}
          min={1}
          max={MOST_STEPS}
          sliderMax={500}
          onChange={(next) => update({ steps: next })}
        />
      )}
      {source !== 'training' && <ProblemField source={source} value={problem} />}
      {source === 'own' && <SeedField value={seed} onChange={(next) => update({ seed: next })} />}
      {source === 'own' && task.name === 'mnist' && (
        <>
          <SideField task={task} onChange={choose} />
          <DigitsField task={task} onChange={choose} />
        </>
      )}
    </ControlsPanel>
  );
}

/** From a race those that take part; else every one there is. */
function OptimizerField() {
  const optimizer = useInspect((state) => state.settings.optimizer);
  const ofRace = useInspect((state) => state.settings.source === 'race');
  const race = useRace(useShallow(racePart));
  const entries = useLibrary((state) => state.entries);
  const choices = useMemo<Choice<string>[]>(() => {
    // What takes part changes with the race.
    const taking = ofRace && race ? raceChoices(lab) : null;
    const all = [
      ...entries.map(({ id, name }) => ({ value: id, label: name, group: 'Learned' })),
      ...BASELINE_NAMES.map((name) => ({
        value: name as string,
        label: BASELINE_LABELS[name],
        group: 'Designed by hand',
      })),
    ];
    return taking === null ? all : all.filter(({ value }) => taking.includes(value));
  }, [entries, ofRace, race]);
  return (
    <SelectField
      name="Optimizer"
      label={<Term id="optimizer">Optimizer</Term>}
      value={optimizer}
      choices={choices}
      onChange={(next) => lab.inspect.getState().updateSettings({ optimizer: next })}
    />
  );
}

/** The last problem that can be chosen where there is no race to count them. */
const LAST_PROBLEM = 4095;

function ProblemField({ source, value }: { source: InspectSource; value: number }) {
  const raced = useRace((state) => (state.record?.config ?? state.settings).problems);
  const last = source === 'race' ? raced - 1 : LAST_PROBLEM;
  return (
    <SliderField
      name="Problem"
      label={<Term id="problemBatch">Problem</Term>}
      value={Math.min(value, last)}
      min={0}
      max={Math.max(0, last)}
      sliderMax={Math.max(1, Math.min(last, 63))}
      onChange={(problem) => lab.inspect.getState().updateSettings({ problem })}
      disabled={last === 0}
    />
  );
}

function TraceButtons() {
  const status = useInspect((state) => state.status);
  const narrow = useNarrow();
  const busy = status === 'waiting' || status === 'tracing';
  const { trace, stop } = lab.inspect.getState();
  return (
    <>
      {busy ? (
        <ToolButton
          className={classes.trace ?? ''}
          onClick={stop}
          leftSection={<Icon name="stop" />}
        >
          Stop
        </ToolButton>
      ) : (
        <ToolButton className={classes.trace ?? ''} variant="filled" onClick={() => void trace()}>
          Trace
        </ToolButton>
      )}
      <ToolButton
        variant="subtle"
        name="Copy link"
        onClick={() => {
          lab.address.flush();
          void copyLink('The same trace, at the same step and coordinates.');
        }}
      >
        <Icon name="link" />
        {!narrow && <span className={panel.words}>Copy link</span>}
      </ToolButton>
    </>
  );
}

/** The settings in a few words, for the phone. */
function useSummary({ source, task, steps, seed, optimizer, problem }: InspectSettings): string {
  const name = useLibrary(
    (state) => state.entries.find((entry) => entry.id === optimizer)?.name ?? optimizer,
  );
  const baseline = BASELINE_NAMES.find((one) => one === optimizer);
  const who = baseline ? BASELINE_LABELS[baseline] : name;
  if (source === 'training') return 'The training now';
  if (source === 'race') return `${who} · the race on Compare · problem ${problem}`;
  return `${who} · ${taskLabel(task)} · ${steps} steps · problem ${problem} · seed ${seed}`;
}
