import { EngineHost } from '../../src/worker/host/engineHost';
import type { FromWorker, Notice, Request, RunEvent, ToWorker } from '../../src/worker/protocol';

/** The page's side of the protocol, in one thread. */
export class Page {
  /** One whose engine computes on WebAssembly. */
  static async ready(): Promise<Page> {
    const page = new Page();
    await page.request({ type: 'configure', backend: 'wasm' });
    return page;
  }

  readonly events: RunEvent[] = [];
  readonly notices: Notice[] = [];
  readonly sequences: number[] = [];
  mostUnderWay = 0;
  acknowledging = true;
  onEvent: ((event: RunEvent) => void) | null = null;
  #underWay: { runId: number; seq: number }[] = [];
  #waiting = new Map<number, (message: FromWorker) => void>();
  #host = new EngineHost((message) =>
    queueMicrotask(() => this.#receive(structuredClone(message))),
  );
  #id = 0;

  request<T>(
    request: Request extends infer R ? (R extends Request ? Omit<R, 'id'> : never) : never,
  ): Promise<T> {
    const id = ++this.#id;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, (message) => {
        if (message.type !== 'response') return;
        if (message.ok) resolve(message.value as T);
        else reject(message.error);
      });
      this.#host.receive({ ...request, id } as ToWorker);
    });
  }

  acknowledgeAll(): void {
    const waiting = this.#underWay;
    this.#underWay = [];
    for (const { runId, seq } of waiting) this.#host.receive({ type: 'ack', runId, seq });
  }

  #receive(message: FromWorker): void {
    if (message.type === 'response') this.#waiting.get(message.id)?.(message);
    if (message.type === 'notice') this.notices.push(message);
    if (message.type !== 'event') return;
    this.events.push(message.event);
    this.sequences.push(message.seq);
    this.#underWay.push(message);
    this.mostUnderWay = Math.max(this.mostUnderWay, this.#underWay.length);
    this.onEvent?.(message.event);
    if (this.acknowledging) this.acknowledgeAll();
  }
}
