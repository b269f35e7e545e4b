import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** The example by itself: `npx vite --config examples/network/vite.config.ts`. The Lab's build has it, too. */
export default defineConfig({
  root: here('.'),
  base: './',
  publicDir: false,
  resolve: {
    alias: { 'learned-optimizer-lab': here('../../src/export/projects/tfjs/learnedOptimizer.js') },
  },
  build: { target: 'es2023', outDir: here('../../build/example'), emptyOutDir: true },
});
