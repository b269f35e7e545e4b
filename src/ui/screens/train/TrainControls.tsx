import { lab, useTrain } from '../../../app/hooks';
import { problemsText, problemsWord, taskLabel } from '../../../app/taskText';
import { liveSettingsOf } from '../../../app/train/trainSettings';
import { horizonSteps } from '../../../app/train/trainText';
import type { TrainStatus } from '../../../app/train/trainTypes';
import { isCurriculum } from '../../../specs/objectives';
import type { TaskSpec } from '../../../specs/task';
import { ActsBadge } from '../../controls/ActsBadge';
import { ControlsPanel } from '../../controls/ControlsPanel';
import { DigitsField } from '../../controls/NetworkFields';
import panel from '../../controls/panel.module.css';
import { SeedField } from '../../controls/SeedField';
import { SelectField } from '../../controls/SelectField';
import { SliderField } from '../../controls/SliderField';
import { TaskFields } from '../../controls/TaskFields';
import { Icon } from '../../icons';
import { ToolButton } from '../../ToolButton';
import { Term } from '../../terms/Term';
import { AdvancedControls } from './AdvancedControls';
import { ObjectiveControls } from './settings/ObjectiveControls';
import classes from './train.module.css';

const GOING_ON: readonly TrainStatus[] = ['starting', 'running'];

export function TrainControls() {
  const settings = useTrain((state) => state.settings);
  const { task, optimizer, unroll, problems } = settings;
  return (
    <ControlsPanel
      summary={`${taskLabel(task)} · LSTM ${optimizer.layers} × ${optimizer.hiddenUnits} · unroll ${unroll} of ${horizonSteps(settings)} · ${problemsText(task, problems)}`}
      actions={<TrainButtons />}
      stacked
    >
      <RestartControls />
      <LiveControls />
      <ObjectiveControls />
      <AdvancedControls />
    </ControlsPanel>
  );
}

function RestartControls() {
  const { task, optimizer, seed } = useTrain((state) => state.settings);
  const update = lab.train.getState().updateSettings;
  const choose = (next: TaskSpec) => update({ task: next });
  return (
    <>
      {task.name === 'mnist' && (
        <div className={classes.group}>
          <TaskFields task={task} acts="restarts" onChange={choose} />
          <DigitsField task={task} onChange={choose} />
        </div>
      )}
      <div className={classes.group}>
        {task.name !== 'mnist' && <TaskFields task={task} acts="restarts" onChange={choose} />}
        <SliderField
          name="Hidden units"
          label={<Term id="hiddenUnits">Hidden units</Term>}
          value={optimizer.hiddenUnits}
          min={1}
          max={512}
          sliderMax={64}
          acts="restarts"
          onChange={(hiddenUnits) => update({ optimizer: { hiddenUnits } })}
        />
        <SliderField
          name="Layers"
          label={<Term id="layers">Layers</Term>}
          value={optimizer.layers}
          min={1}
          max={8}
          sliderMax={3}
          acts="restarts"
          onChange={(layers) => update({ optimizer: { layers } })}
        />
        <SelectField
          name="Preprocessing"
          label={
            <Term id={optimizer.preprocess === 'rnnprop' ? 'rnnprop' : 'preprocessing'}>
              Preprocessing
            </Term>
          }
          value={optimizer.preprocess}
          choices={[
            { value: 'none', label: 'None' },
            { value: 'log-sign', label: 'Logarithm and sign' },
            { value: 'rnnprop', label: 'RNNprop: gradient by its size' },
          ]}
          acts="restarts"
          onChange={(preprocess) => update({ optimizer: { preprocess } })}
        />
        <SeedField value={seed} acts="restarts" onChange={(next) => update({ seed: next })} />
      </div>
    </>
  );
}

function LiveControls() {
  const settings = useTrain((state) => state.settings);
  const reached = useTrain((state) => state.run?.horizon ?? 0);
  const live = liveSettingsOf(settings, reached);
  const networks = problemsWord(settings.task) === 'networks';
  const setLive = lab.train.getState().setLive;
  return (
    <div className={classes.group}>
      <SliderField
        name="Unroll"
        label={<Term id="unroll">Unroll</Term>}
        value={live.unroll}
        min={1}
        max={1000}
        sliderMax={100}
        acts="live"
        onChange={(unroll) => setLive({ unroll })}
      />
      <SliderField
        name="Horizon"
        label={<Term id="horizon">Horizon</Term>}
        value={live.horizon}
        min={1}
        max={10_000}
        sliderMax={500}
        acts="live"
        // Where horizons are drawn, T is nobody's setting.
        disabled={settings.horizonSchedule !== undefined && !isCurriculum(settings.horizonSchedule)}
        onChange={(horizon) => setLive({ horizon })}
      />
      <SliderField
        name={networks ? 'Networks' : 'Problems'}
        label={<Term id="problemBatch">{networks ? 'Networks' : 'Problems'}</Term>}
        value={live.problems}
        min={1}
        max={4096}
        sliderMax={networks ? 16 : 256}
        acts="live"
        onChange={(problems) => setLive({ problems })}
      />
      <SliderField
        name="Meta learning rate"
        label={<Term id="metaLearningRate">Meta learning rate</Term>}
        value={live.metaLearningRate}
        min={1e-6}
        max={1}
        sliderMin={1e-4}
        sliderMax={0.1}
        scale="log"
        acts="live"
        onChange={(metaLearningRate) => setLive({ metaLearningRate })}
      />
      <p className={panel.hint}>
        <span>
          <ActsBadge acts="live" /> from the next horizon
        </span>
        <span>
          <ActsBadge acts="restarts" /> in a new run
        </span>
      </p>
    </div>
  );
}

function TrainButtons() {
  const status = useTrain((state) => state.status);
  const canResume = useTrain((state) => state.canResume);
  const hasRun = useTrain((state) => state.run !== null);
  const train = lab.train.getState();
  const goingOn = GOING_ON.includes(status);
  const restartNeeded = useTrain((state) => state.restartNeeded);
  const offered = status === 'restored' || status === 'stopped' || status === 'paused';
  return (
    <>
      <ToolButton
        // A run that goes on is not lost to a second press.
        off={goingOn && !restartNeeded}
        variant={offered || goingOn ? 'default' : 'filled'}
        onClick={() => void train.train()}
        className={classes.action ?? ''}
      >
        Train
      </ToolButton>
      {goingOn ? (
        <ToolButton
          onClick={train.pause}
          className={classes.action ?? ''}
          leftSection={<Icon name="pause" />}
        >
          Pause
        </ToolButton>
      ) : (
        <ToolButton
          off={!canResume}
          variant={offered && canResume ? 'filled' : 'default'}
          onClick={() => void train.resume()}
          className={classes.action ?? ''}
          leftSection={<Icon name="play" />}
        >
          Resume
        </ToolButton>
      )}
      <ToolButton
        off={status === 'stopping'}
        onClick={train.step}
        leftSection={<Icon name="step" />}
      >
        Step
      </ToolButton>
      <ToolButton
        off={!goingOn && status !== 'paused'}
        onClick={train.stop}
        leftSection={<Icon name="stop" />}
      >
        Stop
      </ToolButton>
      <ToolButton off={!hasRun} onClick={train.reset} leftSection={<Icon name="reset" />}>
        Reset
      </ToolButton>
    </>
  );
}
