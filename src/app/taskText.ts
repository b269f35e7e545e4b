/** Tasks in words, the same on every screen, in records and in files. */
import { DIGIT_WORDS } from '../specs/digits';
import type { DigitSource, MnistSpec, SurfaceName, TaskSpec } from '../specs/task';

export const SURFACE_LABELS: Readonly<Record<SurfaceName, string>> = {
  rosenbrock: 'Rosenbrock',
  beale: 'Beale',
  himmelblau: 'Himmelblau',
  rastrigin: 'Rastrigin',
  saddle: 'Saddle',
  bowl: 'Ill-conditioned bowl',
};

/** "Quadratics, 10-d", "Synthetic digits, 784-20-10 sigmoid". */
export function taskLabel(task: TaskSpec): string {
  switch (task.name) {
    case 'quadratic':
      return `Quadratics, ${task.dimension}-d`;
    case 'mnist':
      return `${capital(DIGIT_WORDS[task.data])}, ${networkText(task)}`;
    case 'surface':
      return SURFACE_LABELS[task.surface];
  }
}

/** For a name: "LSTM 2 × 20, synthetic digits". */
export function taskWord(task: TaskSpec): string {
  switch (task.name) {
    case 'quadratic':
      return 'quadratics';
    case 'mnist':
      return DIGIT_WORDS[task.data];
    case 'surface':
      return task.surface;
  }
}

/** "784-20-20-10 tanh": the widths of a network's layers, and what its hidden units compute. */
export function networkText({ side, hiddenLayers, hiddenUnits, activation }: MnistSpec): string {
  const widths = [side * side, ...new Array<number>(hiddenLayers).fill(hiddenUnits), 10];
  return `${widths.join('-')} ${activation === 'relu' ? 'ReLU' : activation}`;
}

/** Whose digits: a sentence, and what stands at the end of files' names. */
const DIGITS: Readonly<Record<DigitSource, { sentence: string; suffix: string }>> = {
  synthetic: { sentence: 'Synthetic digits, drawn by the Lab.', suffix: '-synthetic-digits' },
  mnist: { sentence: 'Digits of MNIST.', suffix: '-mnist' },
  files: { sentence: 'Your own digits.', suffix: '-own-digits' },
};

/** Whose digits a result was made with, as a sentence; nothing for tasks without digits. */
export function digitsSentence(task: TaskSpec): string {
  if (task.name !== 'mnist') return '';
  return DIGITS[task.data].sentence;
}

/** What stands at the end of the names of files with results: which digits they were made with. */
export function fileSuffix(task: TaskSpec): string {
  if (task.name !== 'mnist') return '';
  return DIGITS[task.data].suffix;
}

/** What the sampled functions of a task are called: "64 problems", "8 networks". */
export const problemsWord = (task: TaskSpec): 'networks' | 'problems' =>
  task.name === 'mnist' ? 'networks' : 'problems';

/** "64 problems", "1 network". */
export function problemsText(task: TaskSpec, count: number): string {
  const word = problemsWord(task);
  return `${count} ${count === 1 ? word.slice(0, -1) : word}`;
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
