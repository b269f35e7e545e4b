/** Traces stay where they were recorded, and questions about them are answered here. */
import type { Trace } from '../../evaluation/trace';
import { LabError } from '../../specs/errors';

/** A trace may take up to TRACE_BUDGET_BYTES: the one that is looked at, and the next one. */
const MOST_KEPT = 2;

export class TraceShelf {
  /** By their ids, oldest first. */
  readonly #kept = new Map<number, Trace>();

  /** @param id that of the run which recorded it: no run of a page ever has the same */
  keep(id: number, trace: Trace): void {
    this.#kept.set(id, trace);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= MOST_KEPT) return;
      this.#kept.delete(oldest);
    }
  }

  /** @throws LabError `no-trace` */
  get(id: number): Trace {
    const trace = this.#kept.get(id);
    if (trace !== undefined) return trace;
    throw new LabError({
      code: 'no-trace',
      message: `Trace ${id} is not kept any more: only the newest ${MOST_KEPT} are.`,
      remedy: 'Trace again.',
    });
  }

  clear(): void {
    this.#kept.clear();
  }
}
