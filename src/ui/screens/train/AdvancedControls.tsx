import { lab, useTrain } from '../../../app/hooks';
import { problemsWord } from '../../../app/taskText';
import { SideField } from '../../controls/NetworkFields';
import { ScheduleField } from '../../controls/ScheduleField';
import { SelectField } from '../../controls/SelectField';
import { SliderField } from '../../controls/SliderField';
import { Term } from '../../terms/Term';
import classes from './train.module.css';

/** What most runs leave as it is. */
export function AdvancedControls() {
  const settings = useTrain((state) => state.settings);
  const { optimizer, validation } = settings;
  const update = lab.train.getState().updateSettings;
  const networks = problemsWord(settings.task) === 'networks';
  return (
    <details className={classes.advanced}>
      <summary>Advanced</summary>
      <div className={classes.group}>
        <SliderField
          name="Horizons to train"
          value={settings.epochs}
          min={1}
          max={1_000_000}
          sliderMax={2000}
          acts="restarts"
          onChange={(epochs) => update({ epochs })}
        />
        <ScheduleField
          name="Schedule of the meta learning rate"
          label="Schedule of its rate"
          value={settings.metaLearningRate}
          onChange={(metaLearningRate) => update({ metaLearningRate })}
        />
        <SliderField
          name="Output scale"
          label={<Term id="outputScale">Output scale</Term>}
          value={optimizer.outputScale}
          min={1e-4}
          max={100}
          sliderMin={1e-3}
          sliderMax={10}
          scale="log"
          acts="restarts"
          onChange={(outputScale) => update({ optimizer: { outputScale } })}
        />
        <SelectField
          name="Output"
          value={optimizer.output}
          choices={[
            { value: 'linear', label: 'As it is' },
            { value: 'tanh', label: 'Through tanh, so bounded' },
          ]}
          acts="restarts"
          onChange={(output) => update({ optimizer: { output } })}
        />
        <SliderField
          name="Preprocessing p"
          label={<Term id="preprocessing">Preprocessing p</Term>}
          value={optimizer.p}
          min={1}
          max={50}
          sliderMax={20}
          acts="restarts"
          disabled={optimizer.preprocess !== 'log-sign'}
          onChange={(p) => update({ optimizer: { p } })}
        />
        <SliderField
          name="Validate every"
          label={<Term id="validation">Validate every</Term>}
          value={validation.every}
          min={1}
          max={1000}
          sliderMax={100}
          acts="restarts"
          onChange={(every) => update({ validation: { every } })}
        />
        <SliderField
          name={networks ? 'Validation networks' : 'Validation problems'}
          value={validation.problems}
          min={1}
          max={4096}
          sliderMax={networks ? 32 : 256}
          acts="restarts"
          onChange={(problems) => update({ validation: { problems } })}
        />
        <SliderField
          name="Validation steps"
          value={validation.steps ?? settings.horizon}
          min={1}
          max={10_000}
          sliderMax={1000}
          acts="restarts"
          onChange={(steps) =>
            update({ validation: { steps: steps === settings.horizon ? undefined : steps } })
          }
        />
        <SelectField
          name="Validation measure"
          value={validation.measure}
          choices={[
            { value: 'final', label: 'Loss at the end' },
            { value: 'area', label: 'Area under the curve' },
          ]}
          acts="restarts"
          onChange={(measure) => update({ validation: { measure } })}
        />
        <SliderField
          name="Patience"
          label={<Term id="earlyStopping">Patience</Term>}
          value={validation.patience}
          min={0}
          max={1000}
          sliderMax={50}
          acts="restarts"
          onChange={(patience) => update({ validation: { patience } })}
        />
        {settings.task.name === 'mnist' && (
          <SideField task={settings.task} acts="restarts" onChange={(task) => update({ task })} />
        )}
      </div>
    </details>
  );
}
