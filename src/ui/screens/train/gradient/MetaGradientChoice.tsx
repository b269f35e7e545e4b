import { lab, useTrain } from '../../../../app/hooks';
import { SelectField } from '../../../controls/SelectField';
import { Term } from '../../../terms/Term';
import { KIND_LABELS } from './words';

/** Which derivative of the meta-loss trains the LSTM. */
export function MetaGradientChoice() {
  const kind = useTrain((state) => state.settings.metaGradient);
  return (
    <SelectField
      name="Meta-gradient"
      label={<Term id="metaGradient">Meta-gradient</Term>}
      value={kind}
      choices={[
        { value: 'first-order', label: KIND_LABELS['first-order'] },
        { value: 'full', label: KIND_LABELS.full },
      ]}
      acts="restarts"
      onChange={(metaGradient) => lab.train.getState().updateSettings({ metaGradient })}
    />
  );
}
