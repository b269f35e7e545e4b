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
        ],
      },
    },
  },
};

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
          // One after the other: they share the machine's one (software) GPU.
          fileParallelism: false,
          maxWorkers: 1,
          // A software WebGPU adapter takes seconds for an unroll.
          testTimeout: 180_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
