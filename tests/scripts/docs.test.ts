/** What the documents name is there: scripts, files, every room of the house. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { inProject } from '../../scripts/lib/project.mjs';

const read = (name: string) => readFileSync(inProject(name), 'utf8');
const DOCUMENTS = ['README.md', 'CONTRIBUTING.md', ...readdirSync(inProject('docs'))].flatMap(
  (name) => (name.endsWith('.md') ? [existsSync(inProject(name)) ? name : `docs/${name}`] : []),
);
const ROOMS = readdirSync(inProject('src'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

describe.each(DOCUMENTS)('%s', (name) => {
  const text = read(name);
  const all = (pattern: RegExp) => [...text.matchAll(pattern)].map(([, found = '']) => found);

  test('names scripts of package.json only', () => {
    const { scripts } = JSON.parse(read('package.json'));
    const named = all(/npm run (?:-s )?([a-z][a-z:]*)/g);
    expect(named.filter((script) => !(script in scripts))).toEqual([]);
  });

  test('links to files that are there', () => {
    const links = all(/\]\((?!https?:|#)([^)#]+)/g);
    const place = path.dirname(inProject(name));
    expect(links.filter((link) => !existsSync(path.join(place, link)))).toEqual([]);
  });

  test('names source files that are there', () => {
    const files = all(new RegExp(`\`((?:src/)?(?:${ROOMS.join('|')})/[\\w/.-]+\\.[jt]sx?)\``, 'g'));
    const missing = files.filter((file) => !existsSync(inProject('src', file.replace('src/', ''))));
    expect(missing).toEqual([]);
  });
});

test('docs/architecture.md has every room of src, and no other', () => {
  const [, table = ''] = read('docs/architecture.md').split('\n## ');
  const rooms = [...table.matchAll(/^\| `(\w+)\/`/gm)].map(([, room]) => room);
  expect(rooms.sort()).toEqual(ROOMS.sort());
});
