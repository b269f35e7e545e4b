/** What the page says about a link's numbers and its own. */
import { backendLabel } from '../../specs/backend';
import type { Compared, Difference } from './compareResult';
import type { RaceResult } from './raceResult';
import { shortest } from './raceResult';

export interface ResultText {
  same: boolean;
  title: string;
  /** What was different, what follows; empty where there is nothing more to say. */
  more: string;
}

const backendWords = ({ backend, arithmetic }: RaceResult): string =>
  arithmetic === '' ? backendLabel(backend) : `${backendLabel(backend)} (${arithmetic})`;

/** "a, b and c". */
const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;

/** @param nameOf an optimizer's name by its id */
export function resultText(
  compared: Compared,
  there: RaceResult,
  here: RaceResult,
  steps: number,
  nameOf: (id: string) => string,
): ResultText {
  const { same, others, differences } = compared;
  if (others) {
    return {
      same: false,
      title: 'The link’s numbers are not compared',
      more: `Other optimizers take part here than in the race that the link was made from: ${listed(there.lines.map(({ id }) => nameOf(id)))}.`,
    };
  }
  const what = differenceWords(differences, there, here, nameOf);
  if (same) {
    return {
      same,
      title: 'The same numbers as when the link was made',
      more: `On ${backendWords(here)}, with version ${here.version}: every loss of every optimizer at every step, to the last bit${
        what.length === 0 ? '.' : `, although other things are different: ${what.join('; ')}.`
      }`,
    };
  }
  const why =
    what.length === 0
      ? 'The version, the backend, the weights and the learning rates are those of the link: another processor, graphics card or browser may round otherwise.'
      : `What is different: ${what.join('; ')}.`;
  return {
    same,
    title: 'Not the same numbers as when the link was made',
    more: [why, ...numberWords(compared, steps, nameOf)].join(' '),
  };
}

function differenceWords(
  differences: readonly Difference[],
  there: RaceResult,
  here: RaceResult,
  nameOf: (id: string) => string,
): string[] {
  const weights = differences.flatMap((one) => (one.what === 'weights' ? [nameOf(one.id)] : []));
  const words = differences.flatMap((one) => {
    if (one.what === 'backend') {
      return [`the backend was ${backendWords(there)}, here it is ${backendWords(here)}`];
    }
    if (one.what === 'version') {
      return [`the version of the Lab was ${one.there}, here it is ${one.here}`];
    }
    if (one.what === 'weights') return [];
    const name = nameOf(one.id);
    return [`the learning rate of ${name} was ${shown(one.there)}, here it is ${shown(one.here)}`];
  });
  return weights.length === 0 ? words : [...words, `the weights of ${listed(weights)} are others`];
}

const shown = (value: number): string => String(Number(value.toPrecision(6)));

function numberWords(
  { largest, diverged }: Compared,
  steps: number,
  nameOf: (id: string) => string,
): string[] {
  const words: string[] = [];
  if (diverged.length > 0) {
    words.push(
      `${listed(diverged.map(nameOf))} diverged in one of the two and not in the other, or at another step.`,
    );
  }
  if (largest) {
    const { id, there, here, relative } = largest;
    words.push(
      `The largest relative difference of a mean loss at step ${steps} is ${relative.toPrecision(2)}: ${nameOf(id)} had ${shortest(there)}, here ${shortest(here)}.`,
    );
  } else if (diverged.length === 0) {
    words.push(
      `The mean losses at step ${steps} are equal; those of single problems or of earlier steps are not.`,
    );
  }
  return words;
}
