import { useEffect } from 'react';
import { useStore } from 'zustand';
import { lab } from '../../app/hooks';
import { pageOffline } from '../../app/offline/offline';
import type { OfflineState } from '../../app/offline/offlineTypes';
import { APP_VERSION } from '../../app/version';
import classes from './footer.module.css';

const WORDS: Record<OfflineState['status'], string> = {
  checking: '',
  preparing: 'Getting ready to work offline …',
  ready: 'Ready to work offline',
  failed: 'Not ready to work offline: the next visit tries again',
  unsupported: 'Needs a network: this browser, or an address without HTTPS, keeps no pages',
};

const offline = pageOffline(lab);

/** Which version this is, whether it works without a network, and whether there is a newer one. */
export default function Footer() {
  const status = useStore(offline, (state) => state.status);
  const update = useStore(offline, (state) => state.update);

  // Only the built page has a service worker: it would keep files that are being worked on.
  useEffect(() => {
    if (import.meta.env.PROD) void offline.getState().start();
  }, []);

  return (
    <p className={classes.footer}>
      <span>Learned Optimizer Lab {APP_VERSION}</span>
      {status !== 'checking' && (
        <span className={classes.offline} data-status={status}>
          {WORDS[status]}
        </span>
      )}
      {update !== 'none' && (
        <span>
          A new version is ready:{' '}
          <button
            type="button"
            className={classes.reload}
            onClick={() => offline.getState().useNewVersion()}
          >
            Reload
          </button>
        </span>
      )}
      <span>Everything is computed here; nothing is sent anywhere.</span>
    </p>
  );
}
