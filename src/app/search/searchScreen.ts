/** What is done with a search in the list of runs: it is shown on the Train screen. */
import { errorInfo } from '../../specs/errors';
import type { NotificationStore } from '../notifications';
import type { RunScreen } from '../runs/types';
import type { SettingsStore } from '../settingsStore';
import type { SearchStore } from './searchTypes';

export function createSearchScreen(
  search: SearchStore,
  settings: SettingsStore,
  notifications: NotificationStore,
): RunScreen {
  const show = (): void => {
    settings.getState().setTrainMode('search');
    settings.getState().setTab('train');
  };
  return {
    async open({ id }) {
      await search.getState().openKept(id);
      show();
    },
    async resume({ id }) {
      await search.getState().openKept(id);
      show();
      // Until it ends: how it went is to be seen on its screen.
      search
        .getState()
        .resume()
        .catch((thrown) =>
          notifications.getState().notifyError('The search did not go on', errorInfo(thrown)),
        );
    },
    async duplicate({ id }) {
      await search.getState().duplicate(id);
      show();
    },
  };
}
