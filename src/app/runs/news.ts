/** What tabs tell each other about runs, so that each of them shows what the others do. */

/** A run was begun, written or let go of (its id), or many were (`all`). This tab hears what it tells itself, too. */
export interface RunNews {
  /** Whether what other tabs tell is heard here. */
  readonly hearsOthers: boolean;
  tell(id: string | 'all'): void;
  listen(hear: (id: string | 'all') => void): () => void;
}

const CHANNEL = 'learned-optimizer-lab runs';

/** @param open null where the browser has none: then tabs find out when they look again */
export function createRunNews(
  open: () => BroadcastChannel | null = () =>
    typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(CHANNEL),
): RunNews {
  const listeners = new Set<(id: string) => void>();
  const channel = open();
  // Node would not end while a channel is open.
  (channel as { unref?: () => void } | null)?.unref?.();
  const spread = (id: string): void => {
    for (const hear of listeners) hear(id);
  };
  channel?.addEventListener('message', ({ data }) => {
    if (typeof data === 'string') spread(data);
  });
  return {
    hearsOthers: channel !== null,
    tell(id) {
      channel?.postMessage(id);
      spread(id);
    },
    listen(hear) {
      listeners.add(hear);
      return () => listeners.delete(hear);
    },
  };
}
