/** Questions about a trace: one at a time of each kind, and of those that come meanwhile only the newest counts. */
import { type ErrorInfo, errorInfo } from '../../specs/errors';
import type { Asked } from './inspectTypes';

export interface Line<Q> {
  /** Asks at once, or as soon as the question under way has been answered; a question that waits is replaced. */
  ask(question: Q): void;
  /** The question that waits need not be asked. */
  skip(): void;
  /** Whatever has been asked does not matter any more. */
  drop(): void;
}

export interface LineHandlers<Q, A> {
  onAnswer(answer: A, question: Q): void;
  onFailure(thrown: unknown, question: Q): void;
}

export function createLine<Q, A>(
  send: (question: Q) => Promise<A>,
  { onAnswer, onFailure }: LineHandlers<Q, A>,
): Line<Q> {
  let underWay: object | null = null;
  let next: { question: Q } | null = null;

  async function run(question: Q): Promise<void> {
    const mine = {};
    underWay = mine;
    try {
      const answer = await send(question);
      if (underWay === mine) onAnswer(answer, question);
    } catch (thrown) {
      if (underWay === mine) onFailure(thrown, question);
    }
    if (underWay !== mine) return;
    underWay = null;
    const following = next;
    next = null;
    if (following) void run(following.question);
  }

  return {
    ask(question) {
      if (underWay) next = { question };
      else void run(question);
    },
    skip() {
      next = null;
    },
    drop() {
      underWay = null;
      next = null;
    },
  };
}

/** Answers that were given, the latest used kept longest. */
export class Answers<A> {
  readonly #most: number;
  readonly #kept = new Map<string, A>();

  constructor(most: number) {
    this.#most = most;
  }

  has(key: string): boolean {
    return this.#kept.has(key);
  }

  get(key: string): A | undefined {
    const answer = this.#kept.get(key);
    if (answer !== undefined) this.set(key, answer);
    return answer;
  }

  set(key: string, answer: A): void {
    this.#kept.delete(key);
    this.#kept.set(key, answer);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= this.#most) return;
      this.#kept.delete(oldest);
    }
  }

  clear(): void {
    this.#kept.clear();
  }
}

export interface Panel<Q> {
  /** What the panel is to show; null: there is nothing to show. Asks where that is not known. */
  want(question: Q | null): void;
  /** There is a question to come, which cannot be asked yet: what is shown is not what is wanted any more. */
  wait(): void;
  /**
   * Forgets all answers: there is another trace, about which something is wanted next. With `keepShown`, what is shown
   * stays until there is better.
   */
  forget(keepShown: boolean): void;
  /** There is no trace to ask: what is shown stays, and is asked for anew when it is next wanted. */
  rest(): void;
}

export interface PanelDeps<Q, A> {
  send: (question: Q) => Promise<A>;
  show: (asked: Asked<A>) => void;
  /** So many answers are kept. */
  most: number;
  /** True where somebody else sees to it: the panel waits for the next trace. */
  onFailure(error: ErrorInfo): boolean;
}

/** In place of the text of a question that has not been asked yet. */
const TO_COME = '';

/** A panel of one kind: what it shows, what it waits for, and the answers it has had. */
export function createPanel<Q, A>(deps: PanelDeps<Q, A>): Panel<Q> {
  const answers = new Answers<{ answer: A }>(deps.most);
  let shown: Asked<A> = { value: null, pending: false, error: null };
  /** The question that the panel is about, as text; null: none. */
  let wanted: string | null = null;

  const show = (patch: Partial<Asked<A>>): void => {
    const next = { ...shown, ...patch };
    const { value, pending, error } = shown;
    if (next.value === value && next.pending === pending && next.error === error) return;
    shown = next;
    deps.show(shown);
  };

  const line = createLine<Q, A>(deps.send, {
    onAnswer(answer, question) {
      const key = JSON.stringify(question);
      answers.set(key, { answer });
      if (wanted === null) return;
      if (key === wanted) show({ value: answer, pending: false, error: null });
      // On the way to another question, what has just come is nearer to it than what was there before.
      else if (!answers.has(wanted)) show({ value: answer, pending: true, error: null });
    },
    onFailure(thrown, question) {
      const error = errorInfo(thrown);
      if (deps.onFailure(error) || JSON.stringify(question) !== wanted) return;
      show({ pending: false, error });
    },
  });

  return {
    want(question) {
      const key = question === null ? null : JSON.stringify(question);
      if (key === wanted) return;
      wanted = key;
      if (question === null || key === null) {
        line.drop();
        return show({ value: null, pending: false, error: null });
      }
      const known = answers.get(key);
      if (known) {
        line.skip();
        return show({ value: known.answer, pending: false, error: null });
      }
      show({ pending: true, error: null });
      line.ask(question);
    },
    wait() {
      line.skip();
      wanted = TO_COME;
      show({ pending: true, error: null });
    },
    rest() {
      line.drop();
      wanted = TO_COME;
      show({ pending: false });
    },
    forget(keepShown) {
      line.drop();
      answers.clear();
      wanted = TO_COME;
      show({ ...(keepShown ? {} : { value: null }), pending: true, error: null });
    },
  };
}
