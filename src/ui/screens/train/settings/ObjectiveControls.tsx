import type { ReactNode } from 'react';
import { useTrain } from '../../../../app/hooks';
import { MetaGradientChoice } from '../gradient/MetaGradientChoice';
import classes from '../train.module.css';
import { ExampleFields } from './ExampleFields';
import { FunctionFields } from './FunctionFields';
import { HorizonFields } from './HorizonFields';
import { MetaLossFields } from './MetaLossFields';
import { objectiveInWords } from './objectiveWords';
import { WeightFields } from './WeightFields';

/** What the training is for, where that is not as in the paper. Folded, it says what is not. */
export function ObjectiveControls() {
  const words = useTrain((state) => objectiveInWords(state.settings));
  return (
    <details className={classes.advanced}>
      <summary>
        Objective <span className={classes.told}>{words}</span>
      </summary>
      <Part title="What is brought down">
        <MetaLossFields />
      </Part>
      <Part title="On what" hint="0 stands for none">
        <HorizonFields />
        <FunctionFields />
      </Part>
      <Part title="How φ is led" hint="0 stands for never">
        <MetaGradientChoice />
        <ExampleFields />
        <WeightFields />
      </Part>
    </details>
  );
}

function Part(props: { title: string; hint?: string; children: ReactNode }) {
  const { title, hint, children } = props;
  return (
    <fieldset className={classes.part}>
      <legend>
        {title}
        {hint && <span className={classes.told}>{hint}</span>}
      </legend>
      <div className={classes.group}>{children}</div>
    </fieldset>
  );
}
