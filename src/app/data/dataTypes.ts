/** What the page knows about digits. */
import type { StoreApi } from 'zustand/vanilla';
import type { DigitCounts, DigitPlace, DigitsShown, OtherFile } from '../../specs/digits';
import type { ErrorInfo } from '../../specs/errors';
import type { DigitSource } from '../../specs/task';

/** A download of MNIST. `interrupted`: by the person, by a failure or by a reload; what has come is kept. */
export interface DigitsDownload {
  state: 'none' | 'running' | 'interrupted';
  /** Bytes of all four files together, and how many of them are here. */
  bytes: number;
  received: number;
  /** The host they come from; null before the first byte. */
  mirror: string | null;
  /** Null as long as nobody can say. */
  secondsLeft: number | null;
  /** Another tab is downloading them: this one waits. */
  elsewhere: boolean;
}

export interface DataState {
  /** Where the digits of each source are, null where they have to be got first; unknown until the engine has said. */
  places: Readonly<Record<DigitSource, DigitPlace | null>> | null;
  download: DigitsDownload;
  /** How many there are of a source, and some to look at; nothing where they have not been asked for. */
  shown: Readonly<Partial<Record<DigitSource, DigitsShown>>>;
  /** The engine is reading files. */
  reading: boolean;
  /** Sound files that are not MNIST's: the person is asked whether they are to be used all the same. */
  question: { others: readonly OtherFile[]; counts: DigitCounts } | null;
  /** What went wrong last, and what it was about. */
  problem: { title: string; error: ErrorInfo } | null;
  /** The source that was last added by the person, and how often that happened: a panel in view changes to it. */
  added: { source: DigitSource; times: number } | null;
}

export interface DataActions {
  /** Asks the engine where digits are. Never fails: what is not known is not there. */
  refresh(): Promise<void>;
  /** Fills `shown` for a source; what goes wrong becomes the `problem`. */
  show(source: DigitSource): Promise<void>;
  /** Downloads MNIST, or goes on with it. Resolves when that has ended in whatever way. */
  startDownload(): Promise<void>;
  /** Stops it; what has come is kept. */
  stopDownload(): void;
  /** Reads four files that the person has brought. */
  offer(files: readonly File[]): Promise<void>;
  /** The answers to `question`. */
  useAsOwn(): Promise<void>;
  decline(): void;
  /** Forgets what the browser keeps of a source. */
  remove(source: DigitSource): Promise<void>;
  dismissProblem(): void;
  /** A panel that shows all of this is in view until the result is called; without one, messages say what happens. */
  attend(): () => void;
}

export type DataStore = StoreApi<DataState & DataActions>;

/** The digits of a task for which the person has chosen none: the real ones where they are to be had at once. */
export const preferredDigits = ({ places }: Pick<DataState, 'places'>): DigitSource =>
  places?.mnist ? 'mnist' : 'synthetic';
