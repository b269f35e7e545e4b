import { lab, useTrain } from '../../../../app/hooks';
import type { Imitation, ImitationMode } from '../../../../specs/objectives';
import { BASELINE_LABELS, RATED_BASELINES } from '../../../../specs/optimizer';
import type { TrainConfig } from '../../../../specs/training';
import { type Choice, SelectField } from '../../../controls/SelectField';
import { SliderField } from '../../../controls/SliderField';
import { Term } from '../../../terms/Term';

const MODES: readonly Choice<ImitationMode | 'none'>[] = [
  { value: 'none', label: 'Nobody' },
  { value: 'beginning', label: 'At the beginning' },
  { value: 'share', label: 'In some horizons' },
  { value: 'beside', label: 'Beside the loss' },
];
const OPTIMIZERS = RATED_BASELINES.map((value) => ({ value, label: BASELINE_LABELS[value] }));

/** Whom the LSTM imitates, when, and how much. */
export function ExampleFields() {
  const settings = useTrain((state) => state.settings);
  const { imitation } = settings;
  const set = (next: Imitation | undefined) =>
    lab.train.getState().updateSettings({ imitation: next });
  return (
    <>
      <SelectField
        name="Imitation"
        label={<Term id="imitation">Imitation</Term>}
        value={imitation === undefined ? 'none' : (imitation.mode ?? 'beginning')}
        choices={MODES}
        acts="restarts"
        onChange={(mode) => set(mode === 'none' ? undefined : usual(mode, settings))}
      />
      {imitation !== undefined && (
        <>
          <SelectField
            name="Example"
            value={imitation.optimizer}
            choices={OPTIMIZERS}
            acts="restarts"
            onChange={(optimizer) => set({ ...imitation, optimizer })}
          />
          <SliderField
            name="Example’s learning rate"
            value={imitation.learningRate}
            min={1e-6}
            max={100}
            sliderMin={1e-4}
            sliderMax={1}
            scale="log"
            acts="restarts"
            onChange={(learningRate) => set({ ...imitation, learningRate })}
          />
          <AmountFields imitation={imitation} onChange={set} />
        </>
      )}
    </>
  );
}

interface AmountFieldsProps {
  imitation: Imitation;
  onChange: (next: Imitation) => void;
}

/** For how long, in how many horizons, or how much. */
function AmountFields({ imitation, onChange }: AmountFieldsProps) {
  switch (imitation.mode) {
    case 'share':
      return (
        <SliderField
          name="Share by example"
          value={imitation.share}
          min={0}
          max={1}
          step={0.05}
          acts="restarts"
          onChange={(share) => onChange({ ...imitation, share })}
        />
      );
    case 'beside': {
      const { horizons, ...rest } = imitation;
      return (
        <>
          <SliderField
            name="Weight of the example"
            value={imitation.weight}
            min={1e-6}
            max={1e6}
            sliderMin={0.01}
            sliderMax={100}
            scale="log"
            acts="restarts"
            onChange={(weight) => onChange({ ...imitation, weight })}
          />
          <SliderField
            name="Example gone after"
            label="Gone after horizons"
            value={horizons ?? 0}
            min={0}
            max={1_000_000}
            sliderMax={2000}
            acts="restarts"
            onChange={(next) => onChange(next === 0 ? rest : { ...rest, horizons: next })}
          />
        </>
      );
    }
    default:
      return (
        <SliderField
          name="Horizons by example"
          value={imitation.horizons}
          min={1}
          max={1_000_000}
          sliderMax={500}
          acts="restarts"
          onChange={(horizons) => onChange({ ...imitation, horizons })}
        />
      );
  }
}

/** Something to begin with; the example and its rate stay where there is one. */
function usual(mode: ImitationMode, { imitation, task, epochs }: TrainConfig): Imitation {
  const optimizer = imitation?.optimizer ?? 'adam';
  const learningRate = imitation?.learningRate ?? (task.name === 'mnist' ? 0.01 : 0.1);
  switch (mode) {
    case 'beginning': {
      const horizons = Math.max(1, Math.round(epochs / 10));
      return { mode, horizons, optimizer, learningRate };
    }
    case 'share':
      return { mode, share: 0.3, optimizer, learningRate };
    case 'beside':
      return { mode, weight: 1, optimizer, learningRate };
  }
}
