/** A public mirror on this machine, which fails in the ways that mirrors do. */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { NamedBytes } from '../../src/datasets/mnistFiles';

export interface MirrorBehaviour {
  /** Cuts the connection after so many bytes of a file's answer; the first time, or every time. */
  cutAfter?: Record<string, number>;
  everyTime?: boolean;
  /** What follows a cut. */
  thenStatus?: number;
  /** Sends so many bytes of a file and then nothing, without an end. */
  silentAfter?: Record<string, number>;
  /** Always this status. */
  status?: number;
  /** Other bytes instead. */
  replace?: (bytes: Uint8Array) => Uint8Array;
  /** Answers with the whole file, whatever was asked. */
  noRanges?: boolean;
  /** Says `Content-Encoding: gzip` of gzipped files. */
  unpacks?: boolean;
  /** Bytes a second, roughly. */
  rate?: number;
}

export interface Mirror {
  address: string;
  /** What it was asked for, in order. */
  asked: { file: string; range: string | null; status: number }[];
  close(): Promise<void>;
}

/** How long what was sent before a cut may be read. */
const CUT_MS = 1000;

export async function startMirror(
  files: readonly NamedBytes[],
  behaviour: MirrorBehaviour = {},
): Promise<Mirror> {
  const asked: Mirror['asked'] = [];
  const cut = new Set<string>();
  const timers = new Set<NodeJS.Timeout>();

  function send(response: ServerResponse, body: Uint8Array): void {
    const { rate } = behaviour;
    if (rate === undefined) {
      response.end(body);
      return;
    }
    let at = 0;
    const timer = setInterval(() => {
      response.write(body.subarray(at, at + rate / 20));
      at += rate / 20;
      if (at < body.length) return;
      clearInterval(timer);
      response.end();
    }, 50);
    timers.add(timer);
    response.on('close', () => clearInterval(timer));
  }

  const server = createServer((request, response) => {
    const name = new URL(request.url ?? '/', 'http://mirror').pathname.slice(1);
    const file = files.find((candidate) => candidate.name === name);
    const range = request.headers.range ?? null;
    const from = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0);
    response.setHeader('Access-Control-Allow-Origin', '*');
    const failing = behaviour.status ?? (cut.has(name) ? behaviour.thenStatus : undefined);
    const whole = file && (behaviour.replace?.(file.bytes) ?? file.bytes);
    if (failing !== undefined || whole === undefined) {
      const status = failing ?? 404;
      asked.push({ file: name, range, status });
      response.writeHead(status).end('no such file');
      return;
    }
    const partial = range !== null && !behaviour.noRanges;
    if (partial && from >= whole.length) {
      asked.push({ file: name, range, status: 416 });
      response.writeHead(416, { 'Content-Range': `bytes */${whole.length}` }).end();
      return;
    }
    const body = partial ? whole.subarray(from) : whole;
    const status = partial ? 206 : 200;
    asked.push({ file: name, range, status });
    response.writeHead(status, {
      'Content-Length': body.length,
      ...(behaviour.unpacks ? { 'Content-Encoding': 'gzip' } : {}),
      ...(partial ? { 'Content-Range': `bytes ${from}-${whole.length - 1}/${whole.length}` } : {}),
    });
    const silent = behaviour.silentAfter?.[name];
    if (silent !== undefined && silent < body.length) {
      response.write(body.subarray(0, silent));
      return;
    }
    const end = behaviour.cutAfter?.[name];
    if (end !== undefined && end < body.length && (behaviour.everyTime || !cut.has(name))) {
      cut.add(name);
      // What has come and not been read yet is lost to the reader with the connection, so it is given time.
      response.write(body.subarray(0, end), () => setTimeout(() => response.destroy(), CUT_MS));
      return;
    }
    send(response, body);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}/`,
    asked,
    async close() {
      for (const timer of timers) clearInterval(timer);
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
