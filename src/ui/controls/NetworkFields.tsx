import {
  ACTIVATIONS,
  type Activation,
  DIGIT_SIDES,
  type DigitSource,
  type MnistSpec,
  mnistSpecSchema,
} from '../../specs/task';
import { DigitsPanel } from '../data/DigitsPanel';
import { Term } from '../terms/Term';
import type { Acts } from './ActsBadge';
import { type Choice, SelectField } from './SelectField';
import { SliderField } from './SliderField';

interface NetworkFieldsProps {
  task: MnistSpec;
  onChange: (task: MnistSpec) => void;
  acts?: Acts;
}

const ACTIVATION_LABELS: Record<Activation, string> = {
  sigmoid: 'Sigmoid',
  tanh: 'Tanh',
  relu: 'ReLU',
};

/** The network that is to learn to read digits, and from how many at a time. */
export function NetworkFields({ task, onChange, acts }: NetworkFieldsProps) {
  const badge = acts === undefined ? {} : { acts };
  const set = (patch: Partial<MnistSpec>) => onChange({ ...task, ...patch });
  return (
    <>
      <SliderField
        name="Network units"
        label={<Term id="network">Network units</Term>}
        value={task.hiddenUnits}
        min={1}
        max={256}
        sliderMin={5}
        sliderMax={100}
        onChange={(hiddenUnits) => set({ hiddenUnits })}
        {...badge}
      />
      <SliderField
        name="Network layers"
        value={task.hiddenLayers}
        min={1}
        max={3}
        onChange={(hiddenLayers) => set({ hiddenLayers })}
        {...badge}
      />
      <SelectField
        name="Activation"
        label={<Term id="activation">Activation</Term>}
        value={task.activation}
        choices={ACTIVATIONS.map((value) => ({ value, label: ACTIVATION_LABELS[value] }))}
        onChange={(activation) => set({ activation })}
        {...badge}
      />
      <SliderField
        name="Batch"
        label={<Term id="minibatch">Batch</Term>}
        value={task.batch}
        min={1}
        max={1024}
        sliderMin={8}
        sliderMax={256}
        onChange={(batch) => set({ batch })}
        {...badge}
      />
      <SelectField
        name="Initial scale"
        label={<Term id="initialScale">Initial scale</Term>}
        value={String(task.initialScale)}
        choices={scaleChoices(task.initialScale)}
        onChange={(text) => set({ initialScale: text === 'fan-in' ? text : Number(text) })}
        {...badge}
      />
    </>
  );
}

/** DeepMind's code and the usual one, and whatever else a link may have set. */
function scaleChoices(now: MnistSpec['initialScale']): Choice<string>[] {
  const usual = mnistSpecSchema.parse({ name: 'mnist' }).initialScale;
  const scales = [...new Set([usual, 'fan-in' as const, now])];
  return scales.map((scale) => ({
    value: String(scale),
    label: scale === 'fan-in' ? 'σ = 1/√fan-in' : `σ = ${scale}`,
  }));
}

/** The number of pixels a network sees: fewer make for a quick experiment. */
export function SideField({ task, onChange, acts }: NetworkFieldsProps) {
  return (
    <SelectField
      name="Image side"
      value={String(task.side)}
      choices={DIGIT_SIDES.map((side) => ({ value: String(side), label: `${side} × ${side}` }))}
      onChange={(text) => {
        const side = DIGIT_SIDES.find((one) => String(one) === text);
        if (side !== undefined) onChange({ ...task, side });
      }}
      {...(acts === undefined ? {} : { acts })}
    />
  );
}

/** Whose digits, and how to get the real ones. */
export function DigitsField({ task, onChange }: NetworkFieldsProps) {
  const choose = (data: DigitSource) => onChange({ ...task, data });
  return <DigitsPanel value={task.data} onChange={choose} />;
}
