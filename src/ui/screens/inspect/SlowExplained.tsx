import { memo, useMemo } from 'react';
import { useInspect } from '../../../app/hooks';
import type { StepPart } from '../../../app/inspect/inspectParts';
import type { GradientSpec } from '../../../specs/optimizer';
import { useThrottledValue } from '../../charts';
import controls from '../../controls/controls.module.css';
import { Equation } from '../../terms/Equation';
import hidden from '../../VisuallyHidden.module.css';
import classes from './slow.module.css';
import { equationOf } from './slowEquations';
import { loudestUnit, partName, type StepNumbers, sentenceOf } from './slowMotion';

/** Nobody reads an equation's numbers faster than that. */
const A_SECOND = 6;

interface SlowExplainedProps {
  optimizer: GradientSpec;
  parts: readonly StepPart[];
  /** The part that is shown. */
  at: number;
  numbers: StepNumbers | null;
  hiddenUnits: number;
  /** The unit that a person chose as the example of its layer. */
  asked: { layer: number; unit: number } | null;
  onPart: (part: number) => void;
  onUnit: (layer: number, unit: number) => void;
}

/** The part that is shown in words, and as its equation with the real numbers in it. */
export function SlowExplained(props: SlowExplainedProps) {
  const { optimizer, parts, at, hiddenUnits, asked, onPart, onUnit } = props;
  const numbers = useThrottledValue(props.numbers, A_SECOND);
  return (
    <div className={classes.explained}>
      <PartChoice parts={parts} at={at} onPart={onPart} />
      {numbers !== null && (
        <Explanation
          optimizer={optimizer}
          part={parts[at] ?? GRADIENT}
          numbers={numbers}
          hiddenUnits={hiddenUnits}
          asked={asked}
          onUnit={onUnit}
        />
      )}
    </div>
  );
}

const GRADIENT: StepPart = { kind: 'gradient' };

type PartChoiceProps = Pick<SlowExplainedProps, 'parts' | 'at' | 'onPart'>;

const PartChoice = memo(function PartChoice({ parts, at, onPart }: PartChoiceProps) {
  return (
    <fieldset className={classes.parts}>
      <legend className={hidden.hidden}>Part of the step</legend>
      {parts.map((one, k) => (
        <label key={partName(one)}>
          <input type="radio" name="part" checked={at === k} onChange={() => onPart(k)} />
          <span>{partName(one)}</span>
        </label>
      ))}
    </fieldset>
  );
});

interface ExplanationProps
  extends Pick<SlowExplainedProps, 'optimizer' | 'hiddenUnits' | 'asked' | 'onUnit'> {
  part: StepPart;
  numbers: StepNumbers;
}

const Explanation = memo(function Explanation(props: ExplanationProps) {
  const { optimizer, part, numbers, hiddenUnits, asked, onUnit } = props;
  // Words that come by themselves are not read out.
  const quiet = useInspect((state) => state.playing !== null || state.part === null);
  const layer = part.kind === 'layer' ? part.layer : null;
  const unit = useMemo(() => {
    const hidden = layer === null ? undefined : numbers.layers[layer]?.hidden;
    if (hidden === undefined) return 0;
    return asked?.layer === layer ? Math.min(asked.unit, hidden.length - 1) : loudestUnit(hidden);
  }, [layer, numbers, asked]);
  return (
    <>
      <div className={classes.said}>
        <p aria-live={quiet ? 'off' : 'polite'}>{sentenceOf(part, optimizer, numbers)}</p>
        {layer !== null && (
          <label className={classes.example}>
            Example: unit
            <select
              className={controls.select}
              aria-label={`Unit of layer ${layer + 1}`}
              value={unit}
              onChange={(event) => onUnit(layer, Number(event.currentTarget.value))}
            >
              {Array.from({ length: hiddenUnits }, (_, i) => i).map((i) => (
                <option key={i} value={i}>
                  {i + 1}
                </option>
              ))}
            </select>
          </label>
        )}
      </div>
      <Equation tex={equationOf(part, optimizer, numbers, unit)} />
    </>
  );
});
