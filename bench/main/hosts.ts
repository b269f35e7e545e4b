/** Hosts of contenders as the main process sees them: a process each in Node, a worker each in the browser. */
import { type ChildProcess, fork } from 'node:child_process';
import type { Page } from '@playwright/test';
import type { BenchPage } from '../browser/page';
import type { Answer, HostMethods } from '../lib/host';

export class TooSlow extends Error {
  override readonly name = 'TooSlow';
}

export interface RemoteHost {
  /**
   * Has the host do something.
   *
   * @param limitMs after so long the host is ended
   * @throws TooSlow then; Error where the host could not do it, or came to an end
   */
  call<M extends keyof HostMethods>(
    method: M,
    args: Parameters<HostMethods[M]>,
    limitMs?: number,
  ): Promise<Awaited<ReturnType<HostMethods[M]>>>;
  kill(): void;
}

/** Where contenders run. */
export interface Habitat {
  /** "Node 20.20.2", "Chromium 149". */
  readonly name: string;
  spawn(): Promise<RemoteHost>;
  close(): Promise<void>;
}

type Send = (method: keyof HostMethods, args: unknown[]) => Promise<unknown>;

const NEVER_MS = 600_000;

function remote(send: Send, kill: () => void): RemoteHost {
  return {
    async call<M extends keyof HostMethods>(
      method: M,
      args: Parameters<HostMethods[M]>,
      limitMs = NEVER_MS,
    ): Promise<Awaited<ReturnType<HostMethods[M]>>> {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => {
          kill();
          reject(new TooSlow(`took more than ${(limitMs / 1000).toFixed(0)} s`));
        }, limitMs);
      });
      try {
        const value = await Promise.race([send(method, args), late]);
        return value as Awaited<ReturnType<HostMethods[M]>>;
      } finally {
        clearTimeout(timer);
      }
    },
    kill,
  };
}

function nodeHost(script: string): RemoteHost {
  const child: ChildProcess = fork(script, { serialization: 'advanced' });
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let calls = 0;
  let ended: string | null = null;
  child.on('message', (message) => {
    const { id, value, error } = message as Answer;
    const call = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) call?.resolve(value);
    else call?.reject(new Error(error));
  });
  child.on('exit', (code, signal) => {
    ended = `its process came to an end (${signal ?? `exit code ${code}`})`;
    for (const call of waiting.values()) call.reject(new Error(ended));
    waiting.clear();
  });
  const send: Send = (method, args) =>
    new Promise((resolve, reject) => {
      if (ended !== null) return reject(new Error(ended));
      const id = ++calls;
      waiting.set(id, { resolve, reject });
      child.send({ id, method, args });
    });
  return remote(send, () => child.kill('SIGKILL'));
}

/** @param script the bundled lib/hostNode.ts */
export function nodeHabitat(script: string): Habitat {
  return {
    name: `Node ${process.versions.node}`,
    spawn: async () => nodeHost(script),
    close: async () => {},
  };
}

type WithBench = typeof globalThis & { bench: BenchPage };

/** @param page the opened browser/index.html */
export function browserHabitat(page: Page, name: string, close: () => Promise<void>): Habitat {
  return {
    name,
    async spawn() {
      const id = await page.evaluate(() => (globalThis as WithBench).bench.spawn());
      const send: Send = (method, args) =>
        page.evaluate(
          ([host, name, given]) => (globalThis as WithBench).bench.call(host, name, given),
          [id, method, args] as const as [number, keyof HostMethods, unknown[]],
        );
      const kill = () => {
        page
          .evaluate((host) => (globalThis as WithBench).bench.kill(host), id)
          .catch(() => {
            // The page is closed, and the worker with it.
          });
      };
      return remote(send, kill);
    },
    close,
  };
}
