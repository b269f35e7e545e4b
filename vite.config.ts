import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { contentPolicyPlugin } from './scripts/lib/contentPolicy.mjs';
import { digitsIndexPlugin } from './scripts/lib/digitsIndex.mjs';
import { examplePagePlugin } from './scripts/lib/examplePage.mjs';
import { ISOLATION } from './scripts/lib/isolation.mjs';
import { serviceWorkerPlugin } from './scripts/lib/serviceWorker.mjs';
import MIRRORS from './src/datasets/mirrors.json' with { type: 'json' };

/** Schemas are checked without code made of text: this has to be known before the first of them is made. */
const schemas = {
  name: 'schemas',
  test: /node_modules[\\/]zod[\\/]|src[\\/]specs[\\/]withoutEval/,
};

export default defineConfig({
  base: './',
  // A file that is not there is a 404, not the page once more.
  appType: 'mpa',
  plugins: [
    react(),
    digitsIndexPlugin(),
    contentPolicyPlugin({ connect: MIRRORS }),
    serviceWorkerPlugin(),
    examplePagePlugin(),
  ],
  worker: { format: 'es' },
  build: {
    target: 'es2023',
    outDir: 'dist',
    // TensorFlow.js in the worker is one large file. What the page's thread loads has its limit in e2e/budget.spec.ts.
    chunkSizeWarningLimit: 2000,
    // As files, all of them: the content security policy takes no others.
    assetsInlineLimit: (file) => (file.endsWith('.woff2') ? false : undefined),
    rolldownOptions: { output: { codeSplitting: { groups: [schemas] } } },
  },
  server: { headers: ISOLATION },
  preview: { headers: ISOLATION },
});
