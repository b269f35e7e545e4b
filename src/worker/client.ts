/**
 * The page's side of the protocol: requests become promises, events of runs reach their followers in order.
 *
 * A run is followed from `startRun` until its promise settles. Events that come later, come twice or come for a
 * run that nobody follows are dropped; every event is acknowledged, and only once its handler has returned, so
 * that the worker's pace is the page's pace.
 */
import { type ErrorInfo, errorInfo, LabError } from '../specs/errors';
import type { FromWorker, Notice, RequestMap, RequestType, RunEvent, ToWorker } from './protocol';

/** What the client needs of a Worker; a MessagePort or a fake does as well. */
export interface WorkerPort {
  postMessage(message: ToWorker): void;
  onmessage: ((event: MessageEvent<FromWorker>) => void) | null;
  onmessageerror?: ((event: MessageEvent) => void) | null;
  onerror?: ((event: ErrorEvent) => void) | null;
  terminate?(): void;
}

export type RunType =
  | 'race'
  | 'tune'
  | 'figure'
  | 'dissection'
  | 'train'
  | 'gradientAngle'
  | 'slopeCheck'
  | 'trace'
  | 'download';

/** A run's request without its id, which the client gives. */
export type RunPayload<T extends RunType> = Omit<RequestMap[T]['request'], 'runId'>;

export interface RunHandle<T extends RunType> {
  runId: number;
  /** Settles after the run's last event has been handled. Rejects with a LabError. */
  done: Promise<RequestMap[T]['response']>;
}

export interface ClientHandlers {
  onNotice?: (notice: Notice) => void;
  /** The worker is gone: everything pending has been rejected, and this client is of no further use. */
  onCrash?: (error: LabError) => void;
  /** A handler of events threw. The event counts as handled. */
  onHandlerError?: (error: ErrorInfo) => void;
}

interface Pending {
  resolve: (value: RequestMap[RequestType]['response']) => void;
  reject: (error: LabError) => void;
}

export class EngineClient {
  #nextId = 1;
  #closed: LabError | null = null;
  readonly #pending = new Map<number, Pending>();
  readonly #runs = new Map<number, { lastSeq: number; handle: (event: RunEvent) => void }>();

  constructor(
    private readonly port: WorkerPort,
    private readonly handlers: ClientHandlers = {},
    /** Run ids, shared between successive workers so that an id is never used twice. */
    private readonly nextRunId: () => number = counter(),
  ) {
    port.onmessage = (event) => this.#receive(event.data);
    port.onerror = (event) => {
      event.preventDefault?.();
      this.#crash(event.message || 'The engine stopped without saying why.');
    };
    port.onmessageerror = () => this.#crash('A message of the engine could not be read.');
  }

  /** Sends a request; resolves with its response, rejects with the LabError that the worker names. */
  request<T extends RequestType>(
    type: T,
    payload: RequestMap[T]['request'],
  ): Promise<RequestMap[T]['response']> {
    if (this.#closed) return Promise.reject(this.#closed);
    const id = this.#nextId++;
    return new Promise<RequestMap[T]['response']>((resolve, reject) => {
      // A response's number names its request, so its value has the type that the request's type maps to.
      this.#pending.set(id, { resolve: resolve as Pending['resolve'], reject });
      try {
        this.port.postMessage({ type, id, ...payload } as ToWorker);
      } catch (thrown) {
        this.#pending.delete(id);
        reject(new LabError(errorInfo(thrown)));
      }
    });
  }

  /** Starts a run and hands its events, in order, to `handle` until the promise settles. */
  startRun<T extends RunType>(
    type: T,
    payload: RunPayload<T>,
    handle: (event: RunEvent) => void,
  ): RunHandle<T> {
    const runId = this.nextRunId();
    this.#runs.set(runId, { lastSeq: -1, handle });
    const request = { ...payload, runId } as RequestMap[T]['request'];
    const done = this.request(type, request).finally(() => this.#runs.delete(runId));
    return { runId, done };
  }

  /** Drops a run's events from now on. The run itself goes on until it is stopped. */
  unfollow(runId: number): void {
    this.#runs.delete(runId);
  }

  /** Ends the worker; whatever is pending is rejected with `reason`. */
  dispose(reason = new LabError({ code: 'stopped', message: 'The engine was closed.' })): void {
    this.#close(reason);
  }

  #receive(message: FromWorker): void {
    if (this.#closed) return;
    switch (message.type) {
      case 'response': {
        const pending = this.#pending.get(message.id);
        this.#pending.delete(message.id);
        if (message.ok) pending?.resolve(message.value);
        else pending?.reject(new LabError(message.error));
        return;
      }
      case 'event':
        try {
          const run = this.#runs.get(message.runId);
          if (run && message.seq > run.lastSeq) {
            run.lastSeq = message.seq;
            run.handle(message.event);
          }
        } catch (thrown) {
          this.handlers.onHandlerError?.(errorInfo(thrown));
        } finally {
          if (!this.#closed) {
            this.port.postMessage({ type: 'ack', runId: message.runId, seq: message.seq });
          }
        }
        return;
      case 'notice':
        this.handlers.onNotice?.(message);
        return;
      default:
        message satisfies never;
    }
  }

  #crash(detail: string): void {
    if (this.#closed) return;
    const error = new LabError({
      code: 'worker-crashed',
      message: 'The engine crashed.',
      remedy: 'It is started again by itself; if this goes on, choose another backend.',
      detail,
    });
    this.#close(error);
    this.handlers.onCrash?.(error);
  }

  #close(error: LabError): void {
    if (this.#closed) return;
    this.#closed = error;
    this.port.onmessage = null;
    this.port.onerror = null;
    this.port.onmessageerror = null;
    this.port.terminate?.();
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    this.#runs.clear();
    for (const { reject } of pending) reject(error);
  }
}

/** 1, 2, 3, … */
export function counter(): () => number {
  let next = 1;
  return () => next++;
}
