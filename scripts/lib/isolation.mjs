// @ts-check
/** Shared memory (threads in WebAssembly) needs a cross-origin isolated page: the headers that make it one. */
export const ISOLATION = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};
