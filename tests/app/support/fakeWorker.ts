/** A worker that answers what a test tells it to answer. */
import type { BackendInfo } from '../../../src/specs/backend';
import type { WorkerPort } from '../../../src/worker/client';
import type {
  FromWorker,
  Request,
  RequestMap,
  RequestType,
  RunEvent,
  ToWorker,
} from '../../../src/worker/protocol';

export const WASM: BackendInfo = {
  name: 'wasm',
  label: 'WebAssembly',
  detail: 'SIMD, 1 thread',
  requested: 'auto',
};

type RequestOf<T extends RequestType> = Extract<Request, { type: T }>;

/** Answered by themselves; races, tunings and trainings wait for the test. */
const AUTOMATIC = {
  configure: WASM,
  pause: null,
  resume: null,
  step: null,
  stop: null,
  update: null,
} as const;

export class FakeWorker implements WorkerPort {
  onmessage: ((event: MessageEvent<FromWorker>) => void) | null = null;
  onerror: ((event: ErrorEvent) => void) | null = null;
  onmessageerror: ((event: MessageEvent) => void) | null = null;
  readonly sent: ToWorker[] = [];
  terminated = false;
  #seq = 0;

  constructor(private readonly automatic = true) {}

  postMessage(message: ToWorker): void {
    this.sent.push(message);
    if (!this.automatic || message.type === 'ack' || !(message.type in AUTOMATIC)) return;
    const value = AUTOMATIC[message.type as keyof typeof AUTOMATIC];
    queueMicrotask(() => this.deliver({ type: 'response', id: message.id, ok: true, value }));
  }

  terminate(): void {
    this.terminated = true;
  }

  deliver(message: FromWorker): void {
    this.onmessage?.({ data: message } as MessageEvent<FromWorker>);
  }

  requests<T extends RequestType>(type: T): RequestOf<T>[] {
    return this.sent.filter((message): message is RequestOf<T> => message.type === type);
  }

  /** The newest request of a type. */
  last<T extends RequestType>(type: T): RequestOf<T> {
    const request = this.requests(type).at(-1);
    if (!request) throw new Error(`no request ${type} was sent`);
    return request;
  }

  answer<T extends RequestType>(type: T, value: RequestMap[T]['response']): void {
    this.deliver({ type: 'response', id: this.last(type).id, ok: true, value });
  }

  event(runId: number, event: RunEvent, seq = ++this.#seq): void {
    this.deliver({ type: 'event', runId, seq, event });
  }

  crash(): void {
    this.onerror?.({ message: 'out of memory' } as ErrorEvent);
  }
}
