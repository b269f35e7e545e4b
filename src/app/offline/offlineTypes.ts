/** What the page knows about being used without a network, and about newer versions of itself. */
import type { StoreApi } from 'zustand/vanilla';

export interface OfflineState {
  /**
   * `unsupported`: the browser, or an address without HTTPS, does not allow it; `preparing`: files are being kept;
   * `ready`: all of them are; `failed`: some could not be had, the next visit tries again.
   */
  status: 'checking' | 'unsupported' | 'preparing' | 'ready' | 'failed';
  /** `waiting`: a newer version is complete and waits to be used; `elsewhere`: another tab uses it already. */
  update: 'none' | 'waiting' | 'elsewhere';
}

export interface OfflineActions {
  /** Registers the service worker; once. */
  start(): Promise<void>;
  /** Loads the page anew, with the newer version. Asks first where work going on would be interrupted. */
  useNewVersion(): void;
}
export type OfflineStore = StoreApi<OfflineState & OfflineActions>;
