// @ts-check
/** Finding a port to serve on. */
import { createServer } from 'node:net';

/**
 * @param {number} port
 * @param {string} host
 * @returns {Promise<boolean>}
 */
function canListen(port, host) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (/** @type {NodeJS.ErrnoException} */ error) => {
      // A machine without IPv6 cannot have anybody listening there either.
      resolve(error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT');
    });
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/**
 * Free on both addresses that "localhost" may mean.
 *
 * @param {number} port
 */
export async function isFree(port) {
  return (await canListen(port, '127.0.0.1')) && (await canListen(port, '::1'));
}

/**
 * The first free port from `first` on.
 *
 * @param {number} first
 */
export async function freePort(first, tries = 100) {
  for (let port = first; port < first + tries && port <= 65_535; port++) {
    if (await isFree(port)) return port;
  }
  throw new Error(`no free port between ${first} and ${first + tries - 1}`);
}
