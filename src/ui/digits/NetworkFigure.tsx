import { digitsSentence, fileSuffix } from '../../app/taskText';
import type { MnistSpec } from '../../specs/task';
import type { DigitExamples } from '../../specs/views';
import { Figure, type LineStyle } from '../charts';
import { toCsv } from '../charts/csv';
import type { TermId } from '../terms/glossary';
import { Term } from '../terms/Term';
import { useNarrow } from '../useMedia';
import { Answers } from './Answers';
import classes from './digits.module.css';
import { NetworkPicture, type ShownNetwork } from './NetworkPicture';
import { type LabelledView, unitTable, weightTable } from './unitTable';

interface NetworkFigureProps {
  title: string;
  task: MnistSpec;
  networks: readonly (ShownNetwork & { style: LineStyle })[];
  examples: DigitExamples | null;
  /** "Test digits", "Held-back digits". */
  examplesName: string;
  /** What explains them. */
  examplesTerm: TermId;
  /** The step that is shown, in words, or what is to come. */
  when: string;
}

const MOST_UNITS = 24;
/** The most pictures beside each other, for one network and for two. */
const WIDE = { one: 12, two: 8 };
const NARROW = { one: 6, two: 4 };

/** What networks have learned: the weights of their first layers as pictures, and their answers to a few digits. */
export function NetworkFigure(props: NetworkFigureProps) {
  const { title, task, networks, examples, examplesName, examplesTerm, when } = props;
  const narrow = useNarrow();
  const columns = (narrow ? NARROW : WIDE)[networks.length > 1 ? 'two' : 'one'];
  const views = networks.flatMap(({ label, view }): LabelledView[] =>
    view === null ? [] : [{ label, view }],
  );
  return (
    <div className={classes.figure}>
      <Figure
        title={title}
        fileName={`first-layer${fileSuffix(task)}`}
        about={digitsSentence(task)}
        height="auto"
        table={() => unitTable(views)}
        csv={() => toCsv(weightTable(views))}
        description={
          <>
            {when} Each picture is a hidden unit of the first network: orange where ink adds to it,
            blue where ink takes away. <Term id={examplesTerm}>{examplesName}</Term> below
            {answersWords(networks.length)} {digitsSentence(task)}
          </>
        }
      >
        <NetworkPicture
          networks={networks}
          units={Math.min(MOST_UNITS, task.hiddenUnits)}
          side={task.side}
          columns={columns}
        />
      </Figure>
      <Answers examples={examples} networks={networks} name={examplesName} />
    </div>
  );
}

/** Which answer under a digit is whose, for those who cannot tell the colours. */
function answersWords(networks: number): string {
  return networks > 1
    ? ': the answer of the network on the left, and under it that of the one on the right.'
    : ', with the network’s answers.';
}
