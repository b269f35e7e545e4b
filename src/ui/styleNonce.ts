/**
 * What style elements that a script makes have to carry, where the page's content security policy asks for it: the
 * built page's first script makes it up at each visit (`scripts/lib/contentPolicy.mjs`).
 */
export const styleNonce = (): string =>
  (globalThis as { __webpack_nonce__?: string }).__webpack_nonce__ ?? '';
