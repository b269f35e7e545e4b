/** The benchmark's page: starts workers, and passes on what the main process (which is in Node) asks of them. */
import type { Answer, HostMethods } from '../lib/host';

interface Running {
  worker: Worker;
  waiting: Map<number, { resolve(value: unknown): void; reject(error: Error): void }>;
}

const running = new Map<number, Running>();
let calls = 0;
let workers = 0;

export interface BenchPage {
  spawn(): number;
  call(host: number, method: keyof HostMethods, args: unknown[]): Promise<unknown>;
  kill(host: number): void;
}

function spawn(): number {
  const id = ++workers;
  const worker = new Worker(new URL('../lib/hostBrowser.ts', import.meta.url), { type: 'module' });
  const waiting: Running['waiting'] = new Map();
  worker.onmessage = ({ data }: MessageEvent<Answer>) => {
    const call = waiting.get(data.id);
    waiting.delete(data.id);
    if (data.error === undefined) call?.resolve(data.value);
    else call?.reject(new Error(data.error));
  };
  worker.onerror = ({ message }) => {
    for (const call of waiting.values()) call.reject(new Error(message || 'the worker broke off'));
    waiting.clear();
  };
  running.set(id, { worker, waiting });
  return id;
}

const page: BenchPage = {
  spawn,
  call(host, method, args) {
    const id = ++calls;
    return new Promise((resolve, reject) => {
      const to = running.get(host);
      if (to === undefined) reject(new Error('that worker has been ended'));
      to?.waiting.set(id, { resolve, reject });
      to?.worker.postMessage({ id, method, args });
    });
  },
  kill(host) {
    running.get(host)?.worker.terminate();
    running.delete(host);
  },
};

Object.assign(globalThis, { bench: page });
