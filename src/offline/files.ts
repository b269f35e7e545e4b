/** What a version of the page consists of, and what its service worker and its pages say to each other. */

/** Written into the service worker by the build (`scripts/lib/serviceWorker.mjs`). */
export interface PageFiles {
  /** Another one for every build that differs in a byte. */
  version: string;
  /** By its address relative to the page (`''` is the page itself): the SHA-256 of the file, in base64. */
  files: Record<string, string>;
  /** Files that hosts may change at any time: asked for anew, the last answer kept. */
  fresh: string[];
}

/** From a page: the new version may take over now. */
export const TAKE_OVER = 'take-over';
