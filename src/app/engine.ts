/** The engine as the page sees it: one worker, the backend it uses, and what happens when it dies. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { BackendChoice, BackendInfo } from '../specs/backend';
import { type ErrorInfo, errorInfo, LabError } from '../specs/errors';
import {
  counter,
  EngineClient,
  type RunHandle,
  type RunPayload,
  type RunType,
  type WorkerPort,
} from '../worker/client';
import type { Notice, RequestMap, RequestType, RunEvent } from '../worker/protocol';
import { type Clock, realClock } from './clock';
import type { NotificationStore } from './notifications';

export interface EngineState {
  status: 'starting' | 'ready' | 'failed';
  backend: BackendInfo | null;
  /** What the person asked for. */
  choice: BackendChoice;
  /** Why the backend is not what was asked for, in words. */
  notice: string | null;
  error: ErrorInfo | null;
  /** Runs going on: races, tunings, trainings. */
  runs: number;
  /** Chooses another backend. Runs going on are stopped first; trainings can be resumed. */
  setBackend: (choice: BackendChoice) => Promise<void>;
}
export type EngineStore = StoreApi<EngineState>;

export interface Engine {
  store: EngineStore;
  /** Starts the worker (once) and configures the backend. */
  start(choice?: BackendChoice): void;
  /** Resolves when the engine can work; rejects with the LabError that keeps it from working. */
  ready(): Promise<BackendInfo>;
  /** Waits for the engine, then asks. */
  request<T extends RequestType>(
    type: T,
    payload: RequestMap[T]['request'],
  ): Promise<RequestMap[T]['response']>;
  /** Starts a run at once; rejects (through `done`) where the engine is not ready. */
  startRun<T extends RunType>(
    type: T,
    payload: RunPayload<T>,
    handle: (event: RunEvent) => void,
  ): RunHandle<T>;
  unfollow(runId: number): void;
  /** Resolves as soon as no run is going on. */
  idle(): Promise<void>;
  /**
   * After a run failed with 'worker-crashed' or 'device-lost': resolves once a fresh engine is ready,
   * rejects where it could not be brought back.
   */
  recover(error: LabError): Promise<BackendInfo>;
  dispose(): void;
}

export interface EngineDeps {
  makeWorker: () => WorkerPort;
  notifications: NotificationStore;
  clock?: Clock;
  /** The address of the folder beside the page where MNIST may lie. */
  digitsAt?: () => string;
  /** How many threads its kernels take (default: by the machine's cores). */
  threads?: number;
}

/** A crash is forgiven so many times within `FORGET_MS`; then the engine counts as failed. */
const RESTARTS = 2;
const FORGET_MS = 120_000;
const BACK_OFF_MS = [250, 2000];

export const makeHostWorker = (): WorkerPort =>
  new Worker(new URL('../worker/host.ts', import.meta.url), { type: 'module' });

export function createEngine(deps: EngineDeps): Engine {
  const { makeWorker, notifications, clock = realClock, digitsAt, threads } = deps;
  const place = () => ({
    ...(digitsAt === undefined ? {} : { digitsAt: digitsAt() }),
    ...(threads === undefined ? {} : { threads }),
  });
  const nextRunId = counter();
  let client: EngineClient | null = null;
  let ready: Promise<BackendInfo> | null = null;
  let crashes: number[] = [];
  let disposed = false;

  const store = createStore<EngineState>()(() => ({
    status: 'starting',
    backend: null,
    choice: 'auto',
    notice: null,
    error: null,
    runs: 0,
    setBackend,
  }));

  function onNotice(notice: Notice): void {
    store.setState({ backend: notice.backend, notice: notice.backend.notice ?? null });
    if (!notice.error) return;
    const { code, ...error } = notice.error;
    // Not an error to the person: the work goes on by itself.
    if (code === 'kernel-failed') {
      const title = 'A fast kernel is out of use';
      notifications.getState().notify({ ...error, kind: 'warning', title });
    } else notifications.getState().notifyError('The backend changed', notice.error);
  }

  function launch(): EngineClient {
    client = new EngineClient(
      makeWorker(),
      {
        onNotice,
        onCrash: (error) => restart(error),
        onHandlerError: (error) =>
          notifications.getState().notifyError('The page could not show a result', error),
      },
      nextRunId,
    );
    return client;
  }

  async function configure(on: EngineClient, choice: BackendChoice): Promise<BackendInfo> {
    try {
      return await on.request('configure', { backend: choice, ...place() });
    } catch (thrown) {
      const error = errorInfo(thrown);
      if (error.code === 'device-lost') {
        // The device was lost before it could be used: one that is there but does not work.
        notifications.getState().notify({
          kind: 'warning',
          title: 'The graphics device was lost',
          message: 'The Lab goes on without it.',
        });
        return on.request('configure', { backend: 'wasm', ...place() });
      }
      if (error.code !== 'backend-unavailable' || choice === 'auto') throw thrown;
      notifications.getState().notify({
        kind: 'warning',
        title: `The backend "${choice}" is not available here`,
        message: error.message,
        remedy: 'The Lab chose one by itself instead.',
      });
      store.setState({ choice: 'auto' });
      return on.request('configure', { backend: 'auto', ...place() });
    }
  }

  /** Follows a configuration to its end in the store; only the newest one counts. */
  function settle(attempt: Promise<BackendInfo>): Promise<BackendInfo> {
    ready = attempt;
    attempt.then(
      (backend) => {
        if (ready !== attempt) return;
        store.setState({ status: 'ready', backend, notice: backend.notice ?? null, error: null });
      },
      (thrown) => {
        // A crash has begun the next attempt already, or has given up and said so.
        if (ready !== attempt || disposed) return;
        store.setState({ status: 'failed', error: errorInfo(thrown) });
      },
    );
    return attempt;
  }

  function bringUp(choice: BackendChoice): Promise<BackendInfo> {
    try {
      return settle(configure(launch(), choice));
    } catch (thrown) {
      return settle(Promise.reject(new LabError(errorInfo(thrown))));
    }
  }

  function restart(error: LabError): void {
    if (disposed) return;
    const now = clock.now();
    crashes = [...crashes.filter((at) => now - at < FORGET_MS), now];
    const attempt = crashes.length;
    if (attempt > RESTARTS) {
      store.setState({ status: 'failed', error: error.toInfo() });
      notifications.getState().notifyError('The engine crashed again', {
        ...error.toInfo(),
        remedy: 'Choose another backend, or reload the page: what was trained is kept.',
      });
      settle(Promise.reject(error));
      return;
    }
    const { choice, backend } = store.getState();
    // WebGPU that fails twice is given up for this visit; the choice itself stays as it was.
    const next = attempt === RESTARTS && backend?.name === 'webgpu' ? 'wasm' : choice;
    store.setState({ status: 'starting', error: null });
    notifications.getState().notify({
      kind: 'warning',
      title: error.code === 'device-lost' ? 'The graphics device was lost' : 'The engine crashed',
      message: 'It is being started again; work going on continues from its last checkpoint.',
      ...(error.detail === undefined ? {} : { detail: error.detail }),
    });
    settle(
      new Promise<void>((resolve) => clock.setTimeout(resolve, BACK_OFF_MS[attempt - 1] ?? 0)).then(
        () => {
          if (disposed) throw error;
          return configure(launch(), next);
        },
      ),
    );
  }

  async function setBackend(choice: BackendChoice): Promise<void> {
    store.setState({ choice, status: 'starting', error: null });
    crashes = [];
    const attempt = client && ready ? ready.then(noop, noop) : null;
    const on = client;
    try {
      await (attempt && on ? settle(attempt.then(() => configure(on, choice))) : bringUp(choice));
    } catch (thrown) {
      // The worker was given up after too many crashes; a choice of the person's begins anew.
      if (errorInfo(thrown).code !== 'worker-crashed') return;
      if (store.getState().status !== 'failed') return;
      store.setState({ status: 'starting', error: null });
      await bringUp(choice).catch(noop);
    }
  }

  const waitReady = (): Promise<BackendInfo> => {
    if (!ready) throw new LabError({ code: 'internal', message: 'The engine was not started.' });
    const waitedFor = ready;
    // Where another attempt has begun in the meantime, that one decides.
    return waitedFor.then(
      (backend) => (ready === waitedFor ? backend : waitReady()),
      (thrown) => {
        if (ready === waitedFor) throw thrown;
        return waitReady();
      },
    );
  };

  return {
    store,
    start(choice) {
      if (ready) return;
      if (choice) store.setState({ choice });
      bringUp(store.getState().choice).catch(noop);
    },
    ready: async () => waitReady(),
    async request(type, payload) {
      await waitReady();
      if (!client) throw new LabError({ code: 'internal', message: 'The engine was not started.' });
      return client.request(type, payload);
    },
    startRun(type, payload, handle) {
      if (!client) throw new LabError({ code: 'internal', message: 'The engine was not started.' });
      const run = client.startRun(type, payload, handle);
      store.setState((state) => ({ runs: state.runs + 1 }));
      const ended = () => store.setState((state) => ({ runs: state.runs - 1 }));
      run.done.then(ended, ended);
      return run;
    },
    unfollow: (runId) => client?.unfollow(runId),
    idle: () =>
      new Promise((resolve) => {
        if (store.getState().runs === 0) return resolve();
        const leave = store.subscribe((state) => {
          if (state.runs > 0) return;
          leave();
          resolve();
        });
      }),
    async recover(error) {
      // Where two runs lost the same device, the first of them has begun the restart that both wait for.
      if (error.code === 'device-lost' && store.getState().status === 'ready') {
        client?.dispose(error);
        restart(error);
      }
      return waitReady();
    },
    dispose() {
      disposed = true;
      client?.dispose();
    },
  };
}

function noop(): void {}
