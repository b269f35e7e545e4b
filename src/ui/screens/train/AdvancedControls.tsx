import { lab, useTrain } from '../../../app/hooks';
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
        <SelectField
          name="Objective"
          label={<Term id="objective">Objective</Term>}
          value={settings.objective}
          choices={[
            { value: 'sum', label: 'Sum of the losses' },
            { value: 'log', label: 'Sum of their logarithms' },
          ]}
          acts="restarts"
          onChange={(objective) => update({ objective })}
        />
        <SelectField
          name="Step weights"
          label={<Term id="stepWeights">Step weights</Term>}
          value={settings.stepWeights}
          choices={[
            { value: 'uniform', label: 'All equal' },
            { value: 'rising', label: 'Rising to the end' },
            { value: 'last', label: 'Last step of each unroll' },
          ]}
          acts="restarts"
          onChange={(stepWeights) => update({ stepWeights })}
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
        <SliderField
          name="Preprocessing p"
          label={<Term id="preprocessing">Preprocessing p</Term>}
          value={optimizer.p}
          min={1}
          max={50}
          sliderMax={20}
          acts="restarts"
          disabled={optimizer.preprocess === 'none'}
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
          name="Validation problems"
          value={validation.problems}
          min={1}
          max={4096}
          sliderMax={256}
          acts="restarts"
          onChange={(problems) => update({ validation: { problems } })}
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
      </div>
    </details>
  );
}
