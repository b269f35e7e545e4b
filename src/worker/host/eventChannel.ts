/**
 * Events of one run on their way to the page. At most MAX_UNACKNOWLEDGED are under way; what comes in the meantime is
 * merged where that loses nothing (steps of a race, points of a training), so a slow page gets fewer, larger events.
 */
import { joinNews } from '../../specs/checkpointNews';
import { type FromWorker, MAX_UNACKNOWLEDGED, type RaceSteps, type RunEvent } from '../protocol';

export type Post = (message: FromWorker, transfer: Transferable[]) => void;

export class EventChannel {
  readonly #runId: number;
  readonly #post: Post;
  #sequence = 0;
  #unacknowledged = 0;
  #queue: RunEvent[] = [];
  #emptied: (() => void)[] = [];

  constructor(runId: number, post: Post) {
    this.#runId = runId;
    this.#post = post;
  }

  send(event: RunEvent): void {
    if (!this.#join(event)) this.#queue.push(event);
    this.#flush();
  }

  /** True where it is said by an event that waits. */
  #join(event: RunEvent): boolean {
    for (let i = this.#queue.length - 1; i >= 0; i--) {
      const waiting = this.#queue[i] as RunEvent;
      // The newest state is what counts, and comes behind what it is the state of.
      if (waiting.kind === 'state' && event.kind === 'state') {
        this.#queue.splice(i, 1);
        return false;
      }
      const merged = mergeEvents(waiting, event);
      if (merged !== null) {
        this.#queue[i] = merged;
        return true;
      }
      if (!OF_A_TRAINING.has(waiting.kind) || !OF_A_TRAINING.has(event.kind)) return false;
    }
    return false;
  }

  /** The page has handled event `sequence`. */
  acknowledge(sequence: number): void {
    if (sequence > this.#sequence) return;
    this.#unacknowledged = Math.max(0, this.#unacknowledged - 1);
    this.#flush();
  }

  /** Resolves when everything has been sent: an answer posted after that arrives after it. */
  emptied(): Promise<void> {
    if (this.#queue.length === 0) return Promise.resolve();
    return new Promise((done) => this.#emptied.push(done));
  }

  #flush(): void {
    while (this.#unacknowledged < MAX_UNACKNOWLEDGED) {
      const event = this.#queue.shift();
      if (event === undefined) break;
      this.#sequence++;
      this.#unacknowledged++;
      this.#post(
        { type: 'event', runId: this.#runId, seq: this.#sequence, event },
        transferables(event),
      );
    }
    if (this.#queue.length > 0) return;
    for (const done of this.#emptied) done();
    this.#emptied = [];
  }
}

/**
 * Events of a training that may overtake each other: a quick one has validations by the hundred in a second, and each
 * would stand between points, and between checkpoints, that could be told at once.
 */
const OF_A_TRAINING: ReadonlySet<RunEvent['kind']> = new Set([
  'train-progress',
  'train-validation',
  'train-checkpoint',
  'state',
]);

/** One event that says what two say, or null. */
export function mergeEvents(first: RunEvent, second: RunEvent): RunEvent | null {
  if (first.kind === 'race-steps' && second.kind === 'race-steps') return joinSteps(first, second);
  if (first.kind === 'train-progress' && second.kind === 'train-progress') {
    const view = second.view ?? first.view;
    return {
      ...second,
      metaLoss: [...first.metaLoss, ...second.metaLoss],
      ...(view === undefined ? {} : { view }),
    };
  }
  if (first.kind === 'train-validation' && second.kind === 'train-validation') {
    const bestCurve = second.bestCurve ?? (first.point.best ? first.curve : first.bestCurve);
    return {
      ...second,
      earlier: [...(first.earlier ?? []), first.point, ...(second.earlier ?? [])],
      ...(bestCurve === undefined ? {} : { bestCurve }),
    };
  }
  if (first.kind === 'tune-progress' && second.kind === 'tune-progress') return second;
  if (first.kind === 'gradient-progress' && second.kind === 'gradient-progress') return second;
  if (first.kind === 'trace-progress' && second.kind === 'trace-progress') return second;
  if (first.kind === 'download-progress' && second.kind === 'download-progress') return second;
  if (first.kind === 'figure-progress' && second.kind === 'figure-progress') return second;
  if (first.kind === 'dissection-progress' && second.kind === 'dissection-progress') return second;
  if (first.kind === 'train-checkpoint' && second.kind === 'train-checkpoint') {
    return { kind: 'train-checkpoint', ...joinNews(first, second) };
  }
  return null;
}

function joinSteps(first: RaceSteps, second: RaceSteps): RaceSteps | null {
  if (first.from + first.count !== second.from) return null;
  const joinAll = (a: Float32Array[], b: Float32Array[]) =>
    a.map((part, i) => join(part, b[i] ?? new Float32Array(0)));
  return {
    ...first,
    count: first.count + second.count,
    losses: joinAll(first.losses, second.losses),
    summaries: joinAll(first.summaries, second.summaries),
    ...(first.paths !== undefined && second.paths !== undefined
      ? { paths: joinAll(first.paths, second.paths) }
      : {}),
    ...(first.evaluations !== undefined && second.evaluations !== undefined
      ? { evaluations: joinSome(first.evaluations, second.evaluations) }
      : {}),
    ...(first.views !== undefined && second.views !== undefined
      ? { views: [...first.views, ...second.views] }
      : {}),
    ...(first.scores !== undefined && second.scores !== undefined
      ? { scores: [...first.scores, ...second.scores] }
      : {}),
  };
}

const joinSome = (a: (Float32Array | null)[], b: (Float32Array | null)[]) =>
  a.map((part, i) => (part === null ? null : join(part, b[i] ?? new Float32Array(0))));

function join(a: Float32Array, b: Float32Array): Float32Array {
  const joined = new Float32Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}

/** Arrays that were made for this event are handed over; a checkpoint's are still in use and are copied. */
function transferables(event: RunEvent): Transferable[] {
  switch (event.kind) {
    case 'race-steps':
      return [...event.losses, ...event.summaries, ...(event.paths ?? [])].map((a) => a.buffer);
    case 'train-progress':
      return [event.inner.buffer];
    case 'train-validation':
      return [event.curve.buffer, ...(event.bestCurve ? [event.bestCurve.buffer] : [])];
    case 'train-baselines':
      return event.rows.map((row) => row.curve.buffer);
    default:
      return [];
  }
}
