import { useCallback, useMemo, useState } from 'react';
import { lab, useInspect } from '../../../app/hooks';
import { stepParts } from '../../../app/inspect/inspectParts';
import type { TraceConfig } from '../../../specs/trace';
import { Figure } from '../../charts';
import { Term } from '../../terms/Term';
import { useNarrow } from '../../useMedia';
import { aboutTrace, fileNameOf } from './about';
import { useNameOf } from './names';
import { SlowExplained } from './SlowExplained';
import { SlowPicture } from './SlowPicture';
import { SlowPlayer } from './SlowPlayer';
import classes from './slow.module.css';
import { slowHeight } from './slowLayout';
import { loudestUnit, numbersAt } from './slowMotion';
import { stepTable } from './stepTable';
import { useMainTrace, useStep } from './useSelected';

/** Shows a part, and holds what plays by itself. */
function choosePart(part: number): void {
  const { play, selectPart } = lab.inspect.getState();
  play(null);
  selectPart(part);
}

/** The selected step of the main coordinate, played as its parts: each with its numbers and its equation. */
export function SlowMotion({ config, following }: { config: TraceConfig; following: boolean }) {
  const trace = useMainTrace();
  const step = useStep(following);
  const narrow = useNarrow();
  const nameOf = useNameOf();
  const chosen = useInspect((state) => state.part);
  const [asked, setAsked] = useState<{ layer: number; unit: number } | null>(null);

  const parts = useMemo(() => stepParts(config.optimizer), [config]);
  const numbers = useMemo(() => (trace === null ? null : numbersAt(trace, step)), [trace, step]);
  const at = Math.min(chosen ?? 0, parts.length - 1);
  const hiddenUnits = trace?.inside?.hiddenUnits ?? 0;
  const unitOf = useCallback(
    (layer: number) => {
      const hidden = numbers?.layers[layer]?.hidden;
      if (hidden === undefined) return 0;
      return asked?.layer === layer ? Math.min(asked.unit, hidden.length - 1) : loudestUnit(hidden);
    },
    [numbers, asked],
  );
  const chooseUnit = useCallback((layer: number, unit: number) => setAsked({ layer, unit }), []);
  const table = useCallback(() => stepTable(numbers), [numbers]);
  const name = trace === null ? '' : nameOf(trace.coordinate);

  return (
    <div className={classes.slow}>
      <Figure
        title="One step in slow motion"
        fileName={fileNameOf('one-step', config)}
        about={`${aboutTrace(config, name)} Step ${step}.`}
        height={numbers === null ? slowHeight(parts, narrow) : 'auto'}
        table={table}
        options={<SlowPlayer parts={parts.length} off={numbers === null} onChoose={choosePart} />}
        description={
          <>
            Step {step} for {name || 'the selected coordinate'}
            {config.optimizer.kind === 'learned' && (
              <>
                : a column for each unit, orange above zero and blue below. Rows: the{' '}
                <Term id="gates">gates</Term> i, f and o, what is taken in c̃, the{' '}
                <Term id="cell">cell</Term> c, the hidden value h
              </>
            )}
            .
          </>
        }
        empty={
          numbers === null
            ? trace === null
              ? 'The parts of one step, with their numbers.'
              : `There are no numbers at step ${step}: the loss is not finite any more.`
            : undefined
        }
      >
        {numbers !== null && (
          <SlowPicture
            parts={parts}
            hiddenUnits={hiddenUnits}
            numbers={numbers}
            part={chosen === null ? null : at}
            unitOf={unitOf}
            onPart={choosePart}
            onUnit={chooseUnit}
          />
        )}
      </Figure>
      <SlowExplained
        optimizer={config.optimizer}
        parts={parts}
        at={at}
        numbers={numbers}
        hiddenUnits={hiddenUnits}
        asked={asked}
        onPart={choosePart}
        onUnit={chooseUnit}
      />
    </div>
  );
}
