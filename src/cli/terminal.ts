/** Where a command's words go: results to standard output, everything else to standard error. */
import { oneLine } from './failure';

const REDRAW_EVERY_MS = 100;

export interface Stream {
  write(text: string, done?: () => void): unknown;
  isTTY?: boolean;
  columns?: number;
}

export class Terminal {
  readonly #out: Stream;
  readonly #err: Stream;
  #drawn = false;
  #lastDraw = Number.NEGATIVE_INFINITY;

  constructor(out: Stream, err: Stream) {
    this.#out = out;
    this.#err = err;
  }

  /** Resolves when the text has been handed over, so that the process may exit. */
  result(text: string): Promise<void> {
    this.#erase();
    return new Promise((done) => this.#out.write(text, () => done()));
  }

  /** One line on standard error. */
  note(text: string): void {
    this.#erase();
    this.#err.write(`${oneLine(text)}\n`);
  }

  /** Lines on standard error as they are: a help text, a stack. */
  lines(text: string): void {
    this.#erase();
    this.#err.write(text);
  }

  /** A line that the next one replaces; shown on a terminal only. */
  progress(text: string): void {
    if (this.#err.isTTY !== true) return;
    const now = performance.now();
    if (now - this.#lastDraw < REDRAW_EVERY_MS) return;
    this.#lastDraw = now;
    this.#err.write(`\r\u001b[K${oneLine(text).slice(0, (this.#err.columns ?? 80) - 1)}`);
    this.#drawn = true;
  }

  #erase(): void {
    if (this.#drawn) this.#err.write('\r\u001b[K');
    this.#drawn = false;
  }
}
