import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { missingPackages } from '../../scripts/lib/install.mjs';
import { isStale } from '../../scripts/lib/stale.mjs';

let folder = '';
const at = (name: string) => path.join(folder, name);
/** Sets a file's or folder's time, in seconds. */
const touch = (name: string, time: number) => utimesSync(at(name), time, time);

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'stale-'));
  mkdirSync(at('src/deep'), { recursive: true });
  writeFileSync(at('src/deep/file.ts'), '');
  writeFileSync(at('built.js'), '');
  for (const name of ['src/deep/file.ts', 'src/deep', 'src']) touch(name, 1000);
  touch('built.js', 2000);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const stale = () => isStale(at('built.js'), [at('src'), at('missing')]);

test('up to date while nothing is newer', () => {
  expect(stale()).toBe(false);
});

test('stale when a file deep inside is newer', () => {
  touch('src/deep/file.ts', 3000);
  expect(stale()).toBe(true);
});

test('stale when a file was removed', () => {
  rmSync(at('src/deep/file.ts'));
  expect(stale()).toBe(true);
});

test('stale when it was never built', () => {
  rmSync(at('built.js'));
  expect(stale()).toBe(true);
});

test('packages are missing when absent or of another version, optional ones never', () => {
  const wanted = {
    packages: {
      '': { version: '0.1.0' },
      'node_modules/a': { version: '1.0.0', integrity: 'x' },
      'node_modules/b': { version: '1.0.0', integrity: 'y' },
      'node_modules/c': { version: '1.0.0', integrity: 'z', optional: true },
    },
  };
  const installed = {
    packages: {
      'node_modules/a': { version: '1.0.0', integrity: 'x' },
      'node_modules/b': { version: '0.9.0', integrity: 'w' },
    },
  };
  expect(missingPackages(wanted, installed)).toEqual(['node_modules/b']);
  expect(missingPackages(wanted, wanted)).toEqual([]);
  expect(missingPackages(wanted, {})).toEqual(['node_modules/a', 'node_modules/b']);
});
