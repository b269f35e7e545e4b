/**
 * `npm ci` refuses a lock file that lacks a package for some other system. npm leaves such packages out when it
 * writes the lock file with a registry that does not offer them; restore their entries (version, os, cpu) then.
 */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { inProject } from '../../scripts/lib/project.mjs';

interface Entry {
  optionalDependencies?: Record<string, string>;
}

test('the lock file has an entry for every optional package, whatever the system', () => {
  const { packages } = JSON.parse(readFileSync(inProject('package-lock.json'), 'utf8')) as {
    packages: Record<string, Entry>;
  };
  const missing = Object.entries(packages).flatMap(([place, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (name) =>
        !(`node_modules/${name}` in packages || `${place}/node_modules/${name}` in packages),
    ),
  );
  expect(missing).toEqual([]);
});
