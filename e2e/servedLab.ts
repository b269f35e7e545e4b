/** The built page on a host of the test's own, with files of its choice beside it. */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { ISOLATION } from '../scripts/lib/isolation.mjs';

const TYPES: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.wasm': 'application/wasm',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
};

export interface ServedLab {
  /** With a slash at its end. */
  address: string;
  /** `data/mnist/index.json` and the like: these come before what was built. May be changed at any time. */
  files: Map<string, Uint8Array | string>;
  close(): Promise<void>;
}

/** @param more headers: by default those with which the page may use threads */
export async function serveLab(more: Record<string, string> = ISOLATION): Promise<ServedLab> {
  const root = path.resolve(process.env.LAB_E2E_DIST ?? 'dist');
  const files: ServedLab['files'] = new Map();
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://lab');
    const name = pathname === '/' ? 'index.html' : pathname.slice(1);
    const type = TYPES[path.extname(name)] ?? 'application/octet-stream';
    const headers = {
      'Content-Type': type,
      ...more,
    };
    try {
      const body = files.get(name) ?? (await readFile(path.join(root, name)));
      response.writeHead(200, headers).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}/`,
    files,
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
