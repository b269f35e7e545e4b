import { useFigures } from '../../../app/hooks';
import { DIGIT_WORDS } from '../../../specs/digits';
import type { FigureResult } from '../../../specs/figureResult';
import type { RacedFigureId } from '../../../specs/figures';
import { Swatch } from '../../Swatch';
import { useStyles } from '../../styleOf';
import { Term } from '../../terms/Term';
import { About } from './About';
import { CardFrame, emptyWords, isAwaited, keptResult } from './CardFrame';
import { FigureCharts } from './FigureCharts';
import { FigureNumbers } from './FigureNumbers';
import classes from './figures.module.css';
import {
  dataSentence,
  labelOf,
  originSentence,
  PAPER,
  protocolSentences,
  VERDICT_TERMS,
  verdictSentence,
  verdictWord,
} from './words';

/** One figure: what the paper did and claims, what came out here, and a button to compute it. */
export function FigureCard({ figure }: { figure: RacedFigureId }) {
  const card = useFigures((state) => state.cards[figure]);
  const run = useFigures((state) => (state.run?.figure === figure ? state.run : null));
  // What is there stays until there is something new to show.
  const result = run?.soFar ?? keptResult(card);
  const awaited = isAwaited(card, run);
  const { subject, did, claims } = PAPER[figure];
  return (
    <CardFrame
      {...{ figure, subject, card, run }}
      words={
        <>
          <p>
            <span className={classes.lead}>The paper</span> {did}
          </p>
          <p>
            <span className={classes.lead}>It claims</span> {claims}
          </p>
          {awaited && <div className={classes.verdictBone} />}
          {result !== null && <Verdicts result={result} />}
        </>
      }
      results={(seen) => (
        <>
          {seen ? (
            <FigureCharts
              figure={figure}
              result={result}
              empty={emptyWords(card, run, 'the steps are computed')}
            />
          ) : (
            <div className={classes.bone} />
          )}
          {awaited && <div className={classes.numbersBone} />}
          {result !== null && <FigureNumbers result={result} />}
          {result !== null && (
            <About
              data={result.data}
              lead={dataSentence(result)}
              protocol={protocolSentences(result)}
            >
              {result !== run?.soFar && originSentence(result)}{' '}
              {result.data !== null &&
                result.data !== 'mnist' &&
                `The paper’s values are of MNIST, ours of ${DIGIT_WORDS[result.data]}.`}
            </About>
          )}
        </>
      )}
    />
  );
}

/** What the numbers say, for each learned optimizer. */
function Verdicts({ result }: { result: FigureResult }) {
  const styleOf = useStyles();
  return (
    <ul className={classes.verdicts} aria-label="What holds">
      {result.verdicts.map((verdict) => (
        <li key={verdict.optimizer}>
          <span className={classes.optimizer}>
            <Swatch style={styleOf(verdict.optimizer)} />
            {labelOf(result, verdict.optimizer)}
          </span>
          <strong className={classes.verdict} data-kind={verdict.kind}>
            <Term id={VERDICT_TERMS[verdict.kind]} then=".">
              {verdictWord(verdict)}
            </Term>
          </strong>{' '}
          {verdictSentence(verdict, result)}
        </li>
      ))}
    </ul>
  );
}
