import { useState } from 'react';
import type { FigureCard as Card } from '../../../app/figures/figuresTypes';
import { useFigures } from '../../../app/hooks';
import { digitsSentence } from '../../../app/taskText';
import type { DissectionResult } from '../../../specs/dissectionResult';
import type { DissectionId } from '../../../specs/figures';
import { Swatch } from '../../Swatch';
import { useStyles } from '../../styleOf';
import { About } from './About';
import { CardFrame, emptyWords, isAwaited, keptResult } from './CardFrame';
import { DissectionNumbers } from './DissectionNumbers';
import { DISSECTED, dissectionProtocol, dissectionSentences } from './dissectionWords';
import classes from './figures.module.css';
import { HistoryCharts } from './HistoryCharts';
import { InspectLink } from './InspectLink';
import { SweepCharts } from './SweepCharts';
import { originSentence } from './words';

/** A figure in which one optimizer is dissected: what the paper looks at, what is seen here, and a button to compute it. */
export function DissectionCard({ figure }: { figure: DissectionId }) {
  const card: Card<DissectionResult> = useFigures((state) => state.cards[figure]);
  const run = useFigures((state) => (state.run?.figure === figure ? state.run : null));
  const [pointed, setPointed] = useState<number | null>(null);
  const result = keptResult(card);
  const awaited = isAwaited(card, run);
  const { subject, did, here } = DISSECTED[figure];
  const step = result === null ? 0 : stepOf(result, pointed);
  return (
    <CardFrame
      {...{ figure, subject, card, run }}
      words={
        <>
          <p>
            <span className={classes.lead}>The paper</span> {did}
          </p>
          <p>
            <span className={classes.lead}>Here</span> {here}
          </p>
          {awaited && <div className={classes.verdictBone} />}
          {result !== null && <Shown result={result} />}
          {result !== null && <InspectLink result={result} step={step} />}
        </>
      }
      results={(seen) => (
        <>
          {seen ? (
            <Charts
              {...{ figure, result, step }}
              empty={emptyWords(card, run, 'soon as they are computed')}
              onStep={setPointed}
            />
          ) : (
            <div className={classes.bone} />
          )}
          {awaited && <div className={classes.numbersBone} />}
          {result !== null && <DissectionNumbers result={result} />}
          {result !== null && (
            <About
              data={result.data}
              lead={digitsSentence(result.task)}
              protocol={dissectionProtocol(result)}
            >
              {originSentence(result)}
            </About>
          )}
        </>
      )}
    />
  );
}

/** The step that was pointed at, or a third of the way: past the beginning, before everything has become small. */
function stepOf(result: DissectionResult, pointed: number | null): number {
  const last = Math.max(0, (result.divergedAt ?? result.steps) - 1);
  const wanted = Math.min(last, pointed ?? Math.floor((last + 1) / 3));
  if (result.figure === '10') return wanted;
  const away = (step: number) => Math.abs(step - wanted);
  return result.sweptSteps.reduce((best, step) => (away(step) < away(best) ? step : best));
}

interface ChartsProps {
  figure: DissectionId;
  result: DissectionResult | null;
  step: number;
  empty: string;
  onStep: (step: number) => void;
}

function Charts({ figure, result, ...rest }: ChartsProps) {
  if (figure === '10') {
    return <HistoryCharts {...rest} result={result?.figure === '10' ? result : null} />;
  }
  return <SweepCharts {...rest} result={result?.figure === '11' ? result : null} />;
}

/** What the numbers say of the optimizer. */
function Shown({ result }: { result: DissectionResult }) {
  const styleOf = useStyles();
  return (
    <ul className={classes.verdicts} aria-label="What it shows">
      <li className={classes.optimizer}>
        <Swatch style={styleOf(result.optimizer.id)} />
        {result.optimizer.label}
      </li>
      {dissectionSentences(result).map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
    </ul>
  );
}
