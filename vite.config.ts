import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Shared memory (threads in WebAssembly) needs a cross-origin isolated page. */
const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

export default defineConfig({
  base: './',
  plugins: [react()],
  worker: { format: 'es' },
  build: { target: 'es2023', outDir: 'dist' },
  server: { headers: isolation },
  preview: { headers: isolation },
});
