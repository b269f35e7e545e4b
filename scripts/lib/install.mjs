// @ts-check
/** Installs the packages when what lies in node_modules is not what package-lock.json names. */
import { existsSync, readFileSync } from 'node:fs';
import { inProject, npmCommand, run } from './project.mjs';

/** @typedef {{ packages?: Record<string, { version?: string, integrity?: string, optional?: boolean }> }} Lock */

/**
 * The packages that the lock file names and that are not installed in that version. Optional ones do not count:
 * most of them are for other systems.
 *
 * @param {Lock} wanted package-lock.json
 * @param {Lock} installed node_modules/.package-lock.json, npm's record of what it installed
 */
export function missingPackages(wanted, installed) {
  return Object.entries(wanted.packages ?? {})
    .filter(([place, entry]) => {
      if (place === '' || entry.optional) return false;
      const present = installed.packages?.[place];
      return present?.version !== entry.version || present?.integrity !== entry.integrity;
    })
    .map(([place]) => place);
}

function isInstalled() {
  const record = inProject('node_modules/.package-lock.json');
  if (!existsSync(record)) return false;
  const wanted = JSON.parse(readFileSync(inProject('package-lock.json'), 'utf8'));
  const installed = JSON.parse(readFileSync(record, 'utf8'));
  return missingPackages(wanted, installed).length === 0;
}

/**
 * @param {{ toStderr?: boolean }} [options]
 * @throws where npm fails
 */
export async function ensureInstalled(options = {}) {
  if (isInstalled()) return;
  process.stderr.write('Installing packages (npm ci) …\n');
  // Development dependencies are needed to build, whatever NODE_ENV says.
  const code = await run(
    [...npmCommand(), 'ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'],
    options,
  );
  if (code !== 0) throw new Error(`npm ci failed with exit code ${code}; see its message above`);
}
