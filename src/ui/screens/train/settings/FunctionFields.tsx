import { lab, useTrain } from '../../../../app/hooks';
import { tasksText } from '../../../../specs/objectiveTexts';
import type { TaskSpec } from '../../../../specs/task';
import { trainConfigSchema } from '../../../../specs/training';
import { FormField, type FormRead } from '../../../controls/FormField';
import { SliderField } from '../../../controls/SliderField';
import { Term } from '../../../terms/Term';
import { readForm } from './readForm';

/** What becomes of the functions: other units, a convex term beside them, further tasks. */
export function FunctionFields() {
  const { coordinateScaling, convexTerm, mixture } = useTrain((state) => state.settings);
  const update = lab.train.getState().updateSettings;
  return (
    <>
      <SliderField
        name="Random scaling"
        label={<Term id="coordinateScaling">Random scaling</Term>}
        value={coordinateScaling ?? 0}
        min={0}
        max={10}
        sliderMax={5}
        step={0.1}
        acts="restarts"
        onChange={(s) => update({ coordinateScaling: s === 0 ? undefined : s })}
      />
      <SliderField
        name="Convex coordinates"
        label={<Term id="convexTerm">Convex coordinates</Term>}
        value={convexTerm?.coordinates ?? 0}
        min={0}
        max={1000}
        sliderMax={100}
        acts="restarts"
        onChange={(coordinates) =>
          update({
            convexTerm:
              coordinates === 0 ? undefined : { coordinates, scaling: convexTerm?.scaling ?? 0 },
          })
        }
      />
      {convexTerm !== undefined && (
        <SliderField
          name="Convex scaling"
          label="Their scaling"
          value={convexTerm.scaling}
          min={0}
          max={10}
          sliderMax={5}
          step={0.1}
          acts="restarts"
          onChange={(scaling) => update({ convexTerm: { ...convexTerm, scaling } })}
        />
      )}
      <FormField
        name="Further tasks"
        label={<Term id="mixture">Further tasks</Term>}
        text={mixture === undefined ? '' : tasksText.write(mixture)}
        placeholder="quadratic,dimension:4"
        acts="restarts"
        read={readTasks}
        onChange={(tasks) => update({ mixture: tasks })}
      />
    </>
  );
}

const read = readForm(tasksText, trainConfigSchema.shape.mixture.unwrap());
const readTasks = (text: string): FormRead<TaskSpec[] | undefined> =>
  text.trim() === '' ? { ok: true, value: undefined } : read(text);
