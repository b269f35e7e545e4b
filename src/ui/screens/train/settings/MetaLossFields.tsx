import { lab, useTrain } from '../../../../app/hooks';
import { type StepWeights, USUAL_STEP_DECAY } from '../../../../specs/objectives';
import { type Choice, SelectField } from '../../../controls/SelectField';
import { SliderField } from '../../../controls/SliderField';
import { Term } from '../../../terms/Term';

const WEIGHTS: readonly Choice<StepWeights>[] = [
  { value: 'uniform', label: 'All equal' },
  { value: 'rising', label: 'Linear, t/T' },
  { value: 'exponential', label: 'Exponential' },
  { value: 'last', label: 'Last of each unroll' },
  { value: 'final', label: 'Last step only' },
];

/** The meta-loss: of what, and with which weights. */
export function MetaLossFields() {
  const { objective, stepWeights, stepDecay } = useTrain((state) => state.settings);
  const update = lab.train.getState().updateSettings;
  return (
    <>
      <SelectField
        name="Objective"
        label={<Term id="objective">Objective</Term>}
        value={objective}
        choices={[
          { value: 'sum', label: 'Sum of the losses' },
          { value: 'log', label: 'Sum of their logarithms' },
        ]}
        acts="restarts"
        onChange={(next) => update({ objective: next })}
      />
      <SelectField
        name="Step weights"
        label={<Term id="stepWeights">Step weights</Term>}
        value={stepWeights}
        choices={WEIGHTS}
        acts="restarts"
        onChange={(next) => update({ stepWeights: next })}
      />
      {stepWeights === 'exponential' && (
        <SliderField
          name="Decay γ"
          label={<Term id="stepDecay">Decay γ</Term>}
          value={stepDecay ?? USUAL_STEP_DECAY}
          min={0.01}
          max={1}
          sliderMin={0.5}
          step={0.01}
          acts="restarts"
          onChange={(next) => update({ stepDecay: next })}
        />
      )}
    </>
  );
}
