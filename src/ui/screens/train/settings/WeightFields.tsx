import { lab, useTrain } from '../../../../app/hooks';
import { SliderField } from '../../../controls/SliderField';
import { Term } from '../../../terms/Term';

/** How far φ may move at once, and which φ is kept. */
export function WeightFields() {
  const { clipping, averaging } = useTrain((state) => state.settings);
  const update = lab.train.getState().updateSettings;
  return (
    <>
      <SliderField
        name="Clip meta-gradients at"
        label={<Term id="clipping">Clip at</Term>}
        value={clipping ?? 0}
        min={0}
        max={1e12}
        sliderMax={100}
        step={0.1}
        acts="restarts"
        onChange={(most) => update({ clipping: most === 0 ? undefined : most })}
      />
      <SliderField
        name="Average weights, β"
        label={<Term id="averaging">Average, β</Term>}
        value={averaging ?? 0}
        min={0}
        max={0.9999}
        sliderMax={0.99}
        step={0.01}
        acts="restarts"
        onChange={(beta) => update({ averaging: beta === 0 ? undefined : beta })}
      />
    </>
  );
}
