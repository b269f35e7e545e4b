import { useMemo } from 'react';
import { lab, useEngine, useSearch, useTrain } from '../../../../app/hooks';
import { planOf } from '../../../../app/search/searchRows';
import type { SearchSettings } from '../../../../app/search/searchTypes';
import { mostWorkers } from '../../../../app/search/workforce';
import { taskLabel } from '../../../../app/taskText';
import { formatCount } from '../../../charts';
import { ControlsPanel } from '../../../controls/ControlsPanel';
import { DigitsField } from '../../../controls/NetworkFields';
import { SelectField } from '../../../controls/SelectField';
import { SliderField } from '../../../controls/SliderField';
import { TaskFields } from '../../../controls/TaskFields';
import { Icon } from '../../../icons';
import { ToolButton } from '../../../ToolButton';
import { Term } from '../../../terms/Term';
import train from '../train.module.css';
import { SpaceEditor } from './SpaceEditor';
import classes from './search.module.css';

const STRATEGY_NAMES = {
  random: 'Random',
  grid: 'Grid',
  halving: 'Successive halving',
} as const;

export function SearchControls() {
  const settings = useSearch((state) => state.settings);
  const training = useTrain((state) => state.settings);
  const plan = useMemo(() => planOf(settings, training), [settings, training]);
  return (
    <ControlsPanel
      summary={`${taskLabel(training.task)} · ${STRATEGY_NAMES[settings.strategy]} · ${plan?.trials ?? 0} trials`}
      actions={<SearchButtons />}
      stacked
    >
      <TrainingControls />
      <SpaceEditor />
      <StrategyControls settings={settings} />
      <p className={classes.plan}>
        {plan === null ? 'These settings make no search.' : planInWords(plan)}
      </p>
    </ControlsPanel>
  );
}

/** "16 trials to 500 horizons each: 8,000 horizons in all." */
function planInWords({ trials, rungs, horizons }: NonNullable<ReturnType<typeof planOf>>): string {
  const all = `${formatCount(horizons)} horizons in all.`;
  if (rungs.length === 1) {
    return `${trials} trials, each trained for ${formatCount(rungs[0]?.until ?? 0)} horizons: ${all}`;
  }
  const steps = rungs.map((rung) => `${rung.trials} to horizon ${formatCount(rung.until)}`);
  return `${steps.join(', ')}: at most ${all}`;
}

/** What all trials have in common. The rest of it is set under "One training". */
function TrainingControls() {
  const { task, epochs, problems, seed } = useTrain((state) => state.settings);
  const update = lab.train.getState().updateSettings;
  return (
    <div className={train.group}>
      <TaskFields task={task} onChange={(next) => update({ task: next })} />
      {task.name === 'mnist' && (
        <DigitsField task={task} onChange={(next) => update({ task: next })} />
      )}
      <SliderField
        name="Horizons to train"
        value={epochs}
        min={1}
        max={1_000_000}
        sliderMax={2000}
        onChange={(next) => update({ epochs: next })}
      />
      <SliderField
        name={task.name === 'mnist' ? 'Networks' : 'Problems'}
        label={<Term id="problemBatch">{task.name === 'mnist' ? 'Networks' : 'Problems'}</Term>}
        value={problems}
        min={1}
        max={4096}
        sliderMax={task.name === 'mnist' ? 16 : 256}
        onChange={(next) => update({ problems: next })}
      />
      <SliderField
        name="Seed of the trainings"
        label={<Term id="seed">Seed of the trainings</Term>}
        value={seed}
        min={0}
        max={0xffff_ffff}
        sliderMax={999}
        onChange={(next) => update({ seed: next })}
      />
      <p className={classes.hint}>
        All other settings of the trials are those under “One training”.
      </p>
    </div>
  );
}

function StrategyControls({ settings }: { settings: SearchSettings }) {
  const { strategy, trials, eta, first, seed } = settings;
  const update = lab.search.getState().updateSettings;
  const wanted = useSearch((state) => state.workersWanted);
  const backend = useEngine((state) => state.backend?.name ?? 'wasm');
  const most = mostWorkers(navigator.hardwareConcurrency, backend);
  return (
    <div className={train.group}>
      <SelectField
        name="Strategy"
        label={strategy === 'halving' ? <Term id="halving">Strategy</Term> : 'Strategy'}
        value={strategy}
        choices={(['random', 'grid', 'halving'] as const).map((value) => ({
          value,
          label: STRATEGY_NAMES[value],
        }))}
        onChange={(next) => update({ strategy: next })}
      />
      {strategy !== 'grid' && (
        <SliderField
          name="Trials"
          value={trials}
          min={strategy === 'halving' ? 2 : 1}
          max={1000}
          sliderMax={64}
          onChange={(next) => update({ trials: next })}
        />
      )}
      {strategy === 'halving' && (
        <>
          <SliderField
            name="One in η goes on"
            label={<Term id="halving">One in η goes on</Term>}
            value={eta}
            min={2}
            max={16}
            sliderMax={8}
            onChange={(next) => update({ eta: next })}
          />
          <SliderField
            name="Horizons of the first rung"
            value={first}
            min={1}
            max={1_000_000}
            sliderMax={200}
            onChange={(next) => update({ first: next })}
          />
        </>
      )}
      {strategy !== 'grid' && (
        <SliderField
          name="Seed of the draws"
          value={seed}
          min={0}
          max={0xffff_ffff}
          sliderMax={999}
          onChange={(next) => update({ seed: next })}
        />
      )}
      <SelectField
        name="Trials at once"
        value={wanted === null ? 'auto' : String(Math.min(wanted, most))}
        choices={[
          { value: 'auto', label: 'As many as fit' },
          ...Array.from({ length: most }, (_, i) => ({
            value: String(i + 1),
            label: i === 0 ? 'One after the other' : String(i + 1),
          })),
        ]}
        onChange={(value) =>
          lab.search.getState().setWorkers(value === 'auto' ? null : Number(value))
        }
      />
    </div>
  );
}

function SearchButtons() {
  const status = useSearch((state) => state.status);
  const has = useSearch((state) => state.search !== null);
  const search = lab.search.getState();
  const goingOn = status === 'starting' || status === 'running' || status === 'stopping';
  const resumable = has && (status === 'stopped' || status === 'restored' || status === 'failed');
  return (
    <>
      <ToolButton
        off={goingOn}
        variant={goingOn || resumable ? 'default' : 'filled'}
        onClick={() => void lab.search.getState().start()}
        className={train.action ?? ''}
      >
        Search
      </ToolButton>
      <ToolButton
        off={!resumable}
        variant={resumable ? 'filled' : 'default'}
        onClick={() => void lab.search.getState().resume()}
        className={train.action ?? ''}
        leftSection={<Icon name="play" />}
      >
        Resume
      </ToolButton>
      <ToolButton
        off={!goingOn || status === 'stopping'}
        onClick={() => lab.search.getState().stop()}
        leftSection={<Icon name="stop" />}
      >
        Stop
      </ToolButton>
      <ToolButton
        off={goingOn || !has}
        onClick={() => search.reset()}
        leftSection={<Icon name="reset" />}
      >
        Reset
      </ToolButton>
    </>
  );
}
