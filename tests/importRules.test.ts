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

interface Room {
  /** A file in the room. */
  file: string;
  allowed: string[];
  forbidden: string[];
}

const TENSORFLOW = '@tensorflow/tfjs-core';

const ROOMS: Room[] = [
  {
    file: 'src/ui/panels/Example.tsx',
    allowed: ['react', '@mantine/core', '../charts/Chart', '../../app/store', '../../specs/race'],
    forbidden: [
      TENSORFLOW,
      'idb',
      '../../evaluation/race',
      '../../metaTraining/metaTrainer',
      '../../optimizers/adam',
      '../../optimizees/quadratic',
      '../../optimizerFile/read',
      '../../runtime/tf',
      '../../worker/client',
      '../../worker/host',
      '../../cli/main',
    ],
  },
  {
    file: 'src/app/store.ts',
    allowed: [
      'zustand',
      'idb',
      './library',
      '../worker/client',
      '../worker/protocol',
      '../optimizerFile/read',
      '../specs/race',
      '../runtime/random',
    ],
    forbidden: [
      TENSORFLOW,
      '@mantine/notifications',
      'node:fs',
      '../ui/App',
      '../worker/host',
      '../evaluation/race',
      '../evaluation',
      '../metaTraining/metaTrainer',
      '../runtime/tf',
    ],
  },
  {
    file: 'src/worker/client.ts',
    allowed: ['./protocol', '../specs/errors'],
    forbidden: [
      'react',
      'zustand',
      './host',
      '../app/store',
      '../evaluation/race',
      '../runtime/tf',
    ],
  },
  {
    file: 'src/worker/protocol.ts',
    allowed: ['./protocol/race', '../specs/training'],
    forbidden: [
      TENSORFLOW,
      './client',
      './host',
      '../metaTraining/metaTrainer',
      '../runtime/random',
    ],
  },
  {
    file: 'src/worker/protocol/race.ts',
    allowed: ['./runs', '../../specs/race'],
    forbidden: [
      TENSORFLOW,
      '../client',
      '../host',
      '../host/raceRun',
      '../protocol',
      '../../evaluation/race',
      '../../runtime/random',
    ],
  },
  {
    file: 'src/worker/host.ts',
    allowed: [
      './protocol',
      '../metaTraining/metaTrainer',
      '../evaluation/race',
      '../optimizerFile/write',
      '../runtime/backend',
    ],
    forbidden: [TENSORFLOW, 'react', 'idb', 'node:fs', './client', '../app/store', '../ui/App'],
  },
  {
    file: 'src/worker/host/digitsCache.ts',
    allowed: ['idb', '../../datasets/mnistFiles'],
    forbidden: [TENSORFLOW, 'react', 'zustand', '../client', '../../app/storage', '../../ui/App'],
  },
  {
    file: 'src/cli/commands/train.ts',
    allowed: [
      'commander',
      'node:fs',
      '../progress',
      '../../metaTraining/metaTrainer',
      '../../optimizerFile/write',
      '../../runtime/node',
    ],
    forbidden: [TENSORFLOW, 'react', '../../app/store', '../../ui/App', '../../worker/host'],
  },
  {
    file: 'src/metaTraining/metaTrainer.ts',
    allowed: ['./unroll', '../evaluation/race', '../optimizers/registry', '../runtime/tf'],
    forbidden: [TENSORFLOW, 'react', 'node:fs', '../worker/host', '../app/store', '../cli/main'],
  },
  {
    file: 'src/evaluation/race.ts',
    allowed: ['../optimizees/registry', '../optimizers/registry', '../runtime/tf', '../specs/race'],
    forbidden: [
      TENSORFLOW,
      '../metaTraining/metaTrainer',
      '../worker/host',
      '../optimizerFile/read',
    ],
  },
  {
    file: 'src/optimizees/quadratic.ts',
    allowed: ['./optimizee', '../datasets/mnist', '../runtime/tf', '../runtime/random'],
    forbidden: [TENSORFLOW, '../optimizers/adam', '../evaluation/race', '../metaTraining/unroll'],
  },
  {
    file: 'src/optimizers/lstm/rule.ts',
    allowed: ['./preprocess', '../optimizer', '../../runtime/tf', '../../specs/optimizer'],
    forbidden: [
      TENSORFLOW,
      'zustand',
      '../../optimizees/quadratic',
      '../../evaluation/race',
      '../../metaTraining/unroll',
    ],
  },
  {
    file: 'src/datasets/idx.ts',
    allowed: ['../runtime/random', '../specs/errors'],
    forbidden: [TENSORFLOW, '../optimizees/mlp', '../optimizers/adam', '../evaluation/race'],
  },
  {
    file: 'src/optimizerFile/read.ts',
    allowed: ['./safetensors', 'zod', '../specs/optimizer'],
    forbidden: [TENSORFLOW, '../runtime/tf', '../optimizers/lstm/rule', '../app/store', 'react'],
  },
  {
    file: 'src/runtime/backend.ts',
    allowed: [TENSORFLOW, './webgpu', '../specs/backend'],
    forbidden: ['node:fs', 'react', '../optimizers/adam', '../evaluation/race', '../app/store'],
  },
  {
    file: 'src/runtime/node.ts',
    allowed: ['node:fs', './backend'],
    forbidden: ['react', '../cli/main', '../datasets/idx'],
  },
  {
    file: 'src/specs/race.ts',
    allowed: ['zod', './task'],
    forbidden: [TENSORFLOW, 'react', '../runtime/random', '../worker/protocol', '../app/store'],
  },
  {
    file: 'tests/example.test.ts',
    allowed: ['../src/runtime/tf', '../src/evaluation/race'],
    forbidden: [TENSORFLOW],
  },
];

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
