import { lab, useTrain } from '../../../../app/hooks';
import {
  type DrawnHorizons,
  type HorizonSchedule,
  horizonScheduleSchema,
  isCurriculum,
} from '../../../../specs/objectives';
import { horizonScheduleText } from '../../../../specs/objectiveTexts';
import type { TrainConfig } from '../../../../specs/training';
import { FormField, type FormRead } from '../../../controls/FormField';
import { SelectField } from '../../../controls/SelectField';
import { SliderField } from '../../../controls/SliderField';
import { Term } from '../../../terms/Term';
import { readForm } from './readForm';

type Kind = 'constant' | 'curriculum' | 'drawn';

/** How long horizons are: all alike, longer later on, or drawn. */
export function HorizonFields() {
  const settings = useTrain((state) => state.settings);
  const { horizonSchedule: schedule } = settings;
  const set = (horizonSchedule: HorizonSchedule | undefined) =>
    lab.train.getState().updateSettings({ horizonSchedule });
  return (
    <>
      <SelectField
        name="Length of horizons"
        label={<Term id="horizonSchedule">Length of horizons</Term>}
        value={kindOf(schedule)}
        choices={[
          { value: 'constant', label: 'All alike' },
          { value: 'curriculum', label: 'Curriculum' },
          { value: 'drawn', label: 'Log-uniform' },
        ]}
        acts="restarts"
        onChange={(kind) => set(usual(kind, settings))}
      />
      {schedule !== undefined && isCurriculum(schedule) && (
        <FormField
          name="Curriculum"
          label="From horizon: steps"
          text={horizonScheduleText.write(schedule)}
          acts="restarts"
          read={readCurriculum}
          onChange={set}
        />
      )}
      {schedule !== undefined && !isCurriculum(schedule) && (
        <DrawnFields drawn={schedule} onChange={set} />
      )}
    </>
  );
}

function DrawnFields(props: { drawn: DrawnHorizons; onChange: (drawn: DrawnHorizons) => void }) {
  const { shortest, longest } = props.drawn;
  const limits = { min: 1, max: 10_000, sliderMax: 1000, scale: 'log', acts: 'restarts' } as const;
  // One end takes the other along where it passes it.
  return (
    <>
      <SliderField
        name="Shortest horizon"
        value={shortest}
        {...limits}
        onChange={(raw) => {
          const next = Math.round(raw);
          props.onChange({ shortest: next, longest: Math.max(next, longest) });
        }}
      />
      <SliderField
        name="Longest horizon"
        value={longest}
        {...limits}
        onChange={(raw) => {
          const next = Math.round(raw);
          props.onChange({ shortest: Math.min(next, shortest), longest: next });
        }}
      />
    </>
  );
}

function kindOf(schedule: HorizonSchedule | undefined): Kind {
  if (schedule === undefined) return 'constant';
  return isCurriculum(schedule) ? 'curriculum' : 'drawn';
}

/** Something to begin with: twice as long from the middle on, or from a fifth of T to twice as long. */
function usual(kind: Kind, { epochs, horizon }: TrainConfig): HorizonSchedule | undefined {
  const longest = Math.min(10_000, 2 * horizon);
  switch (kind) {
    case 'constant':
      return undefined;
    case 'curriculum':
      return [{ horizon: Math.max(1, Math.round(epochs / 2)), steps: longest }];
    case 'drawn':
      return { shortest: Math.max(1, Math.round(horizon / 5)), longest };
  }
}

const read = readForm(horizonScheduleText, horizonScheduleSchema);
const readCurriculum = (text: string): FormRead<HorizonSchedule> => {
  const result = read(text);
  return result.ok && !isCurriculum(result.value)
    ? { ok: false, error: 'Write HORIZON:STEPS[,…], as in 500:200,1500:500.' }
    : result;
};
