import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/**
 * TensorFlow.js' modules name each other without extensions, which Vite resolves and Node does not; and there are
 * hundreds of them, so they are bundled once and kept, rather than transformed one by one for each run.
 */
const tensorflow = {
  server: { deps: { inline: [/@tensorflow/] } },
  deps: {
    optimizer: {
      ssr: {
        enabled: true,
        include: [
          '@tensorflow/tfjs-core',
          '@tensorflow/tfjs-core/dist/register_all_gradients',
          '@tensorflow/tfjs-backend-cpu',
          '@tensorflow/tfjs-backend-wasm',
          '@tensorflow/tfjs-backend-webgpu',
          '@tensorflow/tfjs-layers',
        ],
      },
    },
  },
};

/** By itself Vitest would leave a machine of two cores with one. */
const WORKERS = Math.min(2, availableParallelism());

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...tensorflow,
          name: 'unit',
          include: ['tests/**/*.test.ts'],
          exclude: ['tests/backends/**'],
          environment: 'node',
          setupFiles: ['tests/setup.ts'],
          maxWorkers: WORKERS,
          testTimeout: 30_000,
        },
      },
      {
        test: {
          ...tensorflow,
          name: 'backends',
          include: ['tests/backends/**/*.test.ts'],
          environment: 'node',
          setupFiles: ['tests/setup.ts'],
          // Each file has a process with a (software) GPU of its own, which keeps little more than one core busy.
          maxWorkers: WORKERS,
          // A software WebGPU adapter takes seconds for an unroll.
          testTimeout: 180_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
