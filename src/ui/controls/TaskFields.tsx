import { preferredDigits } from '../../app/data/dataTypes';
import { lab } from '../../app/hooks';
import type { TaskSpec } from '../../specs/task';
import { Term } from '../terms/Term';
import type { Acts } from './ActsBadge';
import { NetworkFields } from './NetworkFields';
import { SelectField } from './SelectField';
import { SliderField } from './SliderField';
import { choiceOf, taskChoices, taskOf } from './tasks';

interface TaskFieldsProps {
  task: TaskSpec;
  onChange: (task: TaskSpec) => void;
  acts?: Acts;
}

/** The select `Task`, and what can be set of the task that is chosen. */
export function TaskFields({ task, onChange, acts }: TaskFieldsProps) {
  const badge = acts === undefined ? {} : { acts };
  return (
    <>
      <SelectField
        name="Task"
        label={<Term id="task">Task</Term>}
        value={choiceOf(task)}
        choices={taskChoices(task)}
        onChange={(choice) => onChange(taskOf(choice, preferredDigits(lab.data.getState())))}
        {...badge}
      />
      {task.name === 'quadratic' && (
        <SliderField
          name="Dimension"
          label={<Term id="coordinate">Dimension</Term>}
          value={task.dimension}
          min={1}
          max={256}
          sliderMax={50}
          onChange={(dimension) => onChange({ ...task, dimension })}
          {...badge}
        />
      )}
      {task.name === 'mnist' && <NetworkFields task={task} onChange={onChange} {...badge} />}
    </>
  );
}
