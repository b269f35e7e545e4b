/** For each room of the house, imports that the linter must refuse and imports that it must let pass. */

export interface Room {
  /** A file in the room. */
  file: string;
  allowed: string[];
  forbidden: string[];
}

export const TENSORFLOW = '@tensorflow/tfjs-core';

export const ROOMS: readonly Room[] = [
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
      '../../settingSearch/ranking',
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
      '../settingSearch/ranking',
      './search/searchStore',
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
    forbidden: [
      TENSORFLOW,
      'react',
      'zustand',
      '../client',
      '../../app/storage/storage',
      '../../ui/App',
    ],
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
    forbidden: [
      TENSORFLOW,
      'react',
      'node:fs',
      '../worker/host',
      '../app/store',
      '../cli/main',
      '../settingSearch/space',
    ],
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
    file: 'src/libraryFile/read.ts',
    allowed: ['./manifest', 'fflate', 'zod', '../optimizerFile', '../specs/run'],
    forbidden: [TENSORFLOW, '../runtime/tf', '../app/store', '../worker/protocol', 'react', 'idb'],
  },
  {
    file: 'src/optimizerFile/read.ts',
    allowed: ['./safetensors', 'zod', '../specs/optimizer'],
    forbidden: [
      TENSORFLOW,
      '../runtime/tf',
      '../optimizers/lstm/rule',
      '../export/exportOptimizer',
      '../app/store',
      'react',
    ],
  },
  {
    file: 'src/settingSearch/space.ts',
    allowed: ['./rungs', 'zod', '../specs/search', '../runtime/random'],
    forbidden: [
      TENSORFLOW,
      'react',
      'node:fs',
      '../runtime/tf',
      '../metaTraining/metaTrainer',
      '../optimizerFile/read',
      '../app/storage/storage',
    ],
  },
  {
    file: 'src/export/projects/projectFiles.ts',
    allowed: [
      './readme',
      './pytorch/check.py?raw',
      '../updates/storedUpdates',
      '../../optimizerFile/npz',
      '../../specs/optimizer',
    ],
    forbidden: [
      TENSORFLOW,
      'react',
      'node:fs',
      '../../runtime/tf',
      '../../optimizers/lstm/rule',
      '../../app/store',
      '../../cli/main',
    ],
  },
  {
    file: 'src/export/projects/tfjs/learnedOptimizer.js',
    allowed: [TENSORFLOW],
    forbidden: [],
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
    file: 'src/offline/shelf.ts',
    allowed: ['./files'],
    forbidden: [TENSORFLOW, 'react', 'idb', 'node:fs', '../app/offline/offline', '../specs/errors'],
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
