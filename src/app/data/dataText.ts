/** Digits in words, the same everywhere. */
import type { DigitCounts } from '../../specs/digits';
import type { DigitSource } from '../../specs/task';

/** As a choice: what they are and who made them. */
export const DIGIT_LABELS: Readonly<Record<DigitSource, string>> = {
  synthetic: 'Synthetic digits, drawn by the Lab',
  mnist: 'MNIST, real handwriting',
  files: 'Your own digits',
};

/** "55,000 to train on, 5,000 to validate, 10,000 to test". */
export function countsText({ training, validation, test }: DigitCounts): string {
  const words = (count: number) => count.toLocaleString('en');
  return `${words(training)} to train on, ${words(validation)} to validate, ${words(test)} to test`;
}

const KB = 1024;
const MB = KB * KB;

/** "11 MB", "740 KB". */
export function bytesText(bytes: number): string {
  return bytes < MB ? `${Math.ceil(bytes / KB)} KB` : `${Math.round(bytes / MB)} MB`;
}

/** "4.2 of 11.1 MB". */
export function progressText(received: number, bytes: number): string {
  if (bytes < MB) return `${Math.floor(received / KB)} of ${Math.ceil(bytes / KB)} KB`;
  const inMb = (value: number) => (value / MB).toFixed(1);
  return `${inMb(received)} of ${inMb(bytes)} MB`;
}

/** The names of MNIST's files, whatever stands before them and whether they are gzipped: these are dropped for us. */
export const isDigitFile = ({ name }: { name: string }): boolean =>
  /(?:images|labels)[.-]idx[13]-ubyte(?:\.gz)?$/i.test(name);
