import { digitsSentence, fileSuffix } from '../../app/taskText';
import type { MnistSpec } from '../../specs/task';
import type { DigitExamples } from '../../specs/views';
import { Figure, type LineStyle } from '../charts';
import { toCsv } from '../charts/csv';
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
  /** The step that is shown, in words, or what is to come. */
  when: string;
}

const MOST_UNITS = 24;
/** Pictures beside each other, and the height of all of them with their headings, for one network and for two. */
const WIDE = { one: { columns: 12, height: 250 }, two: { columns: 8, height: 270 } };
const NARROW = { one: { columns: 6, height: 310 }, two: { columns: 4, height: 285 } };

/** What networks have learned: the weights of their first layers as pictures, and their answers to a few digits. */
export function NetworkFigure(props: NetworkFigureProps) {
  const { title, task, networks, examples, examplesName, when } = props;
  const narrow = useNarrow();
  const { columns, height } = (narrow ? NARROW : WIDE)[networks.length > 1 ? 'two' : 'one'];
  const views = networks.flatMap(({ label, view }): LabelledView[] =>
    view === null ? [] : [{ label, view }],
  );
  return (
    <div className={classes.figure}>
      <Figure
        title={title}
        fileName={`first-layer${fileSuffix(task)}`}
        about={digitsSentence(task)}
        height={height}
        table={() => unitTable(views)}
        csv={() => toCsv(weightTable(views))}
        description={
          <>
            {when} Each picture is a hidden unit of the first network: orange where ink adds to it,
            blue where ink takes away. {answersWords(examplesName, networks.length)}{' '}
            {digitsSentence(task)}
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
function answersWords(examples: string, networks: number): string {
  return networks > 1
    ? `${examples} below: the answer of the network on the left, and under it that of the one on the right.`
    : `${examples} below, with the network’s answers.`;
}
