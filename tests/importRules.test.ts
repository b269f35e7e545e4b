/**
 * The import rules of the house (docs/architecture.md) really bite: for each room, imports that the linter must
 * refuse and imports that it must let pass, tried on a small project with the Lab's own configuration.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inProject, toolScript } from '../scripts/lib/project.mjs';
import { ROOMS, type Room } from './helpers/rooms';

/** Writes the files, lints them all at once, and gives back the refused lines as `file:line`. */
function lint(files: Record<string, string[]>): Set<string> {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'import-rules-')));
  folders.push(folder);
  for (const config of ['biome.json', 'biome.rooms.json', 'package.json']) {
    copyFileSync(inProject(config), path.join(folder, config));
  }
  for (const [file, lines] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), `${lines.join('\n')}\n`);
  }
  const { stdout } = spawnSync(
    process.execPath,
    [
      toolScript('@biomejs/biome', 'biome'),
      'lint',
      '--reporter=github',
      '--max-diagnostics=none',
      '.',
    ],
    { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 26 },
  );
  const refusal =
    /^::\w+ title=lint\/style\/noRestricted(?:Imports|Globals),file=(?<file>[^,]+),line=(?<line>\d+),/gm;
  return new Set(
    [...stdout.matchAll(refusal)].map(
      ({ groups }) =>
        `${path.relative(folder, groups?.file ?? '').replaceAll('\\', '/')}:${groups?.line}`,
    ),
  );
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** The three ways to import: the rules must see each of them. */
const WAYS = [
  (source: string) => `import { thing } from '${source}';`,
  (source: string) => `import type { Thing } from '${source}';`,
  (source: string) => `export const later = () => import('${source}');`,
];

describe('import rules', () => {
  let refused = new Set<string>();
  const sources = (room: Room) => [...room.allowed, ...room.forbidden];
  const lineOf = (room: Room, source: string, way: number) =>
    sources(room).indexOf(source) * WAYS.length + way + 1;

  beforeAll(() => {
    refused = lint(
      Object.fromEntries(
        ROOMS.map((room) => [room.file, sources(room).flatMap((s) => WAYS.map((way) => way(s)))]),
      ),
    );
  });

  describe.each(ROOMS)('$file', (room) => {
    test.each(room.forbidden)('may not import %s', (source) => {
      const seen = WAYS.map((_, way) => refused.has(`${room.file}:${lineOf(room, source, way)}`));
      expect(seen).toEqual([true, true, true]);
    });

    test.each(room.allowed)('may import %s', (source) => {
      const seen = WAYS.map((_, way) => refused.has(`${room.file}:${lineOf(room, source, way)}`));
      expect(seen).toEqual([false, false, false]);
    });
  });
});

test('the page’s globals are refused below app, and allowed in it', () => {
  const line = ['export const page = document.title;'];
  const refused = lint({ 'src/evaluation/race.ts': line, 'src/app/address.ts': line });
  expect([...refused]).toEqual(['src/evaluation/race.ts:1']);
});
