/**
 * The page without a network: registers the service worker, and says when a newer version is there.
 *
 * A newer version is downloaded in the background and waits. Nothing is loaded anew before the person asks for it.
 */
import { createStore } from 'zustand/vanilla';
import { TAKE_OVER } from '../../offline/files';
import { type Clock, realClock } from '../clock';
import type { Engine } from '../engine';
import type { NotificationStore } from '../notifications';
import type { OfflineActions, OfflineState, OfflineStore } from './offlineTypes';

export interface OfflineDeps {
  engine: Pick<Engine, 'store'>;
  notifications: NotificationStore;
  /** Null where the browser has none. */
  container: ServiceWorkerContainer | null;
  /** The folder of the page. */
  base: string;
  reload: () => void;
  /** Calls back whenever the person comes back to the page. */
  onReturn: (call: () => void) => void;
  clock?: Clock;
}

/** A page that stays open looks for a newer version at most so often, when somebody comes back to it. */
const LOOK_EVERY_MS = 3_600_000;

export function createOffline(deps: OfflineDeps): OfflineStore {
  const { engine, notifications, container, base, reload, onReturn, clock = realClock } = deps;
  let waiting: ServiceWorker | null = null;
  /** The person asked for the newer version: as soon as it serves, the page is loaded anew. */
  let asked = false;

  return createStore<OfflineState & OfflineActions>()((set, get) => {
    const announce = (update: OfflineState['update']): void => {
      if (get().update === update) return;
      set({ update });
      notifications.getState().notify({
        kind: 'info',
        title: 'A new version is ready',
        message: 'It waits until you press Reload, or have closed every page of the Lab.',
        stays: true,
        action: { label: 'Reload', run: () => get().useNewVersion() },
      });
    };

    const newVersion = (worker: ServiceWorker): void => {
      waiting = worker;
      announce('waiting');
    };

    /** Follows a version from its download on. */
    const follow = (worker: ServiceWorker, first: boolean): void => {
      const changed = (): void => {
        if (worker.state === 'installed' && !first) newVersion(worker);
        if (worker.state === 'activated') set({ status: 'ready' });
        // Where an older one serves, that one still does.
        if (worker.state === 'redundant' && first) set({ status: 'failed' });
      };
      worker.addEventListener('statechange', changed);
      changed();
    };

    const go = (): void => {
      if (waiting) {
        asked = true;
        waiting.postMessage(TAKE_OVER);
      } else reload();
    };

    async function register(at: ServiceWorkerContainer): Promise<void> {
      let served = at.controller !== null;
      at.addEventListener('controllerchange', () => {
        if (asked) return reload();
        // Another tab asked for it; this one goes on with the files it was built with.
        if (served) {
          waiting = null;
          announce('elsewhere');
        }
        served = true;
      });
      const registration: ServiceWorkerRegistration | undefined = await at.register(
        new URL('sw.js', base),
        { scope: base, updateViaCache: 'none' },
      );
      // Browsers under a tool's control may pretend.
      if (!registration) return set({ status: 'unsupported' });
      const { active, installing } = registration;
      set({ status: active ? 'ready' : 'preparing' });
      if (active && registration.waiting) newVersion(registration.waiting);
      if (installing) follow(installing, !active);
      registration.addEventListener('updatefound', () => {
        if (registration.installing) follow(registration.installing, !registration.active);
      });
      let looked = clock.now();
      onReturn(() => {
        if (clock.now() - looked < LOOK_EVERY_MS) return;
        looked = clock.now();
        // Without a network there is nothing newer.
        registration.update().catch(() => undefined);
      });
    }

    let started = false;
    return {
      status: 'checking',
      update: 'none',
      async start() {
        if (started) return;
        started = true;
        if (!container) return set({ status: 'unsupported' });
        await register(container).catch(() => set({ status: 'failed' }));
      },
      useNewVersion() {
        if (engine.store.getState().runs === 0) return go();
        notifications.getState().notify({
          kind: 'warning',
          title: 'Something is being computed',
          message:
            'Loading the page anew interrupts it. A training goes on from its last checkpoint; anything else begins again.',
          action: { label: 'Reload anyway', run: go },
        });
      },
    };
  });
}

let ours: OfflineStore | null = null;

/** The one of this page. */
export function pageOffline(lab: Pick<OfflineDeps, 'engine' | 'notifications'>): OfflineStore {
  ours ??= createOffline({
    engine: lab.engine,
    notifications: lab.notifications,
    container: 'serviceWorker' in navigator ? navigator.serviceWorker : null,
    base: new URL('..', document.baseURI).href,
    reload: () => location.reload(),
    onReturn: (call) =>
      document.addEventListener('visibilitychange', () => {
        if (document.visibilityState === 'visible') call();
      }),
  });
  return ours;
}
