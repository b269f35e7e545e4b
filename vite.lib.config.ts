import { defineConfig } from 'vite';

/** The library (`npm run build:lib`): one module that takes TensorFlow.js from whoever uses it. */
export default defineConfig({
  publicDir: false,
  build: {
    target: 'es2022',
    outDir: 'build/library',
    minify: false,
    lib: {
      entry: 'src/export/projects/tfjs/learnedOptimizer.js',
      formats: ['es'],
      fileName: 'learnedOptimizer',
    },
    rolldownOptions: { external: [/^@tensorflow\//] },
  },
});
