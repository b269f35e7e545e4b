// @ts-check
/** Is a built thing older than what it was built from? */
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';

/**
 * The newest modification time (milliseconds) below `entry`; 0 where there is nothing. Folders count too:
 * theirs moves when a file in them is removed.
 *
 * @param {string} entry
 * @returns {number}
 */
export function newestChange(entry) {
  const stats = statSync(entry, { throwIfNoEntry: false });
  if (stats === undefined) return 0;
  let newest = stats.mtimeMs;
  if (stats.isDirectory()) {
    for (const name of readdirSync(entry)) {
      newest = Math.max(newest, newestChange(path.join(entry, name)));
    }
  }
  return newest;
}

/**
 * @param {string} built a file that the build writes
 * @param {string[]} sources files and folders that it is made from
 */
export function isStale(built, sources) {
  const stats = statSync(built, { throwIfNoEntry: false });
  return stats === undefined || sources.some((source) => newestChange(source) > stats.mtimeMs);
}
