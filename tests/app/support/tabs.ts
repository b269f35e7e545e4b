/** Tabs of one browser: the locks that they hold, which go with them, and what they tell each other. */
import type { Holds } from '../../../src/app/runs/holds';
import type { RunNews } from '../../../src/app/runs/news';

export interface Tab {
  holds: Holds;
  news: RunNews;
  /** The tab is gone, however it went. */
  close(): void;
}

export class Browser {
  readonly #held = new Map<string, Tab>();
  readonly #listeners = new Set<(id: string) => void>();

  tab(): Tab {
    const tab: Tab = {
      holds: {
        take: async (id) => {
          if (this.#held.has(id)) return null;
          this.#held.set(id, tab);
          return () => {
            if (this.#held.get(id) === tab) this.#held.delete(id);
          };
        },
        taken: async () => new Set(this.#held.keys()),
      },
      news: {
        hearsOthers: true,
        tell: (id) => {
          for (const hear of this.#listeners) hear(id);
        },
        listen: (hear) => {
          this.#listeners.add(hear);
          return () => this.#listeners.delete(hear);
        },
      },
      close: () => {
        for (const [id, holder] of this.#held) if (holder === tab) this.#held.delete(id);
      },
    };
    return tab;
  }
}
