/** What stands in for the database where there is none: maps of structured clones, for this visit. */
import type { StoreName } from './database';
import type { Change, Guard, Stored } from './storage';

export function createMemory(names: readonly StoreName[]) {
  const stores = new Map(names.map((name) => [name, new Map<string, unknown>()]));
  const of = (store: StoreName): Map<string, unknown> => stores.get(store) ?? new Map();

  const apply = (change: Change): void => {
    const values = of(change.store);
    if ('value' in change) values.set(change.key, structuredClone(change.value));
    else if ('remove' in change) values.delete(change.remove);
    else for (const key of values.keys()) if (key.startsWith(change.removeAll)) values.delete(key);
  };

  return {
    get: (store: StoreName, key: string): unknown => of(store).get(key),
    all: (store: StoreName, prefix: string): Stored[] =>
      [...of(store)]
        .filter(([key]) => key.startsWith(prefix))
        .map(([key, value]) => ({ key, value }))
        .sort((a, b) => (a.key < b.key ? -1 : 1)),
    write(changes: readonly Change[], guard?: Guard): boolean {
      if (guard && !guard.allows(of(guard.store).get(guard.key))) return false;
      for (const change of changes) apply(change);
      return true;
    },
  };
}
