import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { freePort, isFree } from '../../scripts/lib/ports.mjs';

test('a port in use is passed over', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  expect(await isFree(address.port)).toBe(false);
  expect(await freePort(address.port)).toBeGreaterThan(address.port);
  await new Promise((resolve) => server.close(resolve));
  expect(await isFree(address.port)).toBe(true);
});
