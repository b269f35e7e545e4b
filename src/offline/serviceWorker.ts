/// <reference lib="webworker" />
/**
 * The service worker's entry: the page without a network after the first visit.
 *
 * A new version waits until the person asks for it, or until no page of the old one is open. Pages of an older version
 * find the files they were built with.
 */
import { type PageFiles, TAKE_OVER } from './files';
import { createShelf } from './shelf';

const worker = self as unknown as ServiceWorkerGlobalScope & { PAGE_FILES: PageFiles };
const { scope } = worker.registration;
const shelf = createShelf(worker.PAGE_FILES, {
  caches,
  fetch: (...asked) => fetch(...asked),
  scope,
});

/** Versions that are kept for pages still open; each is a few megabytes. */
const KEPT_FOR_OPEN_PAGES = 2;

worker.addEventListener('install', (event) => event.waitUntil(shelf.fill()));

worker.addEventListener('activate', (event) => {
  const begin = async (): Promise<void> => {
    const windows = { type: 'window', includeUncontrolled: true } as const;
    const pages = await worker.clients.matchAll(windows);
    const open = pages.some(({ url }) => url.startsWith(scope));
    await shelf.tidy(open ? KEPT_FOR_OPEN_PAGES : 0);
    // The page of the first visit, too, loads what it has not loaded yet from here.
    await worker.clients.claim();
  };
  event.waitUntil(begin());
});

worker.addEventListener('fetch', (event) => {
  const answer = shelf.answer(event.request);
  if (answer) event.respondWith(answer());
});

worker.addEventListener('message', (event) => {
  if (event.data === TAKE_OVER) event.waitUntil(worker.skipWaiting());
});
