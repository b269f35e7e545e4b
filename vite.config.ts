import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { digitsIndexPlugin } from './scripts/lib/digitsIndex.mjs';
import { ISOLATION } from './scripts/lib/isolation.mjs';

export default defineConfig({
  base: './',
  // A file that is not there is a 404, not the page once more.
  appType: 'mpa',
  plugins: [react(), digitsIndexPlugin()],
  worker: { format: 'es' },
  build: {
    target: 'es2023',
    outDir: 'dist',
    // TensorFlow.js in the worker is one large file. What the page's thread loads has its limit in e2e/budget.spec.ts.
    chunkSizeWarningLimit: 2000,
  },
  server: { headers: ISOLATION },
  preview: { headers: ISOLATION },
});
