/** The real engine behind the page's door, in this thread: what the page and its worker do together. */
import type { WorkerPort } from '../../src/worker/client';
import { EngineHost } from '../../src/worker/host/engineHost';
import type { FromWorker, ToWorker } from '../../src/worker/protocol';

export class HostWorker implements WorkerPort {
  onmessage: ((event: MessageEvent<FromWorker>) => void) | null = null;
  readonly #host = new EngineHost((message) => {
    const copy = structuredClone(message);
    queueMicrotask(() => this.onmessage?.({ data: copy } as MessageEvent<FromWorker>));
  });

  postMessage(message: ToWorker): void {
    const copy = structuredClone(message);
    queueMicrotask(() => this.#host.receive(copy));
  }

  /** As little as can be done to work that goes on in the same thread: nobody hears of it any more. */
  terminate(): void {
    this.onmessage = null;
  }
}
