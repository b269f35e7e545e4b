/** What is done with a run on its screen: a training on Train, a race on Compare. */
import { errorInfo, LabError } from '../../specs/errors';
import type { BaselineName } from '../../specs/optimizer';
import type { RunRecord } from '../../specs/run';
import type { LibraryStore } from '../library/libraryTypes';
import type { NotificationStore } from '../notifications';
import type { RaceKeeper } from '../race/raceKeeper';
import type { Entrant, RaceStore } from '../race/raceTypes';
import type { SettingsStore } from '../settingsStore';
import type { TrainStore } from '../train/trainTypes';
import type { RunScreen } from './types';

export function createRunScreens(deps: {
  train: TrainStore;
  race: RaceStore;
  races: () => Promise<Pick<RaceKeeper, 'descendFrom'>>;
  library: LibraryStore;
  settings: SettingsStore;
  notifications: NotificationStore;
}): Record<'training' | 'race', RunScreen> {
  const { train, race, races, library, settings, notifications } = deps;
  const showTab = (tab: 'train' | 'compare'): void => settings.getState().setTab(tab);

  const setRace = async (record: RunRecord): Promise<void> => {
    if (record.kind !== 'race') return;
    const { task, steps: horizon, problems, seed, entrants } = record.config;
    await library.getState().load();
    const known = entrants.filter((e) => e.kind === 'baseline' || library.getState().entry(e.id));
    const gone = entrants.filter((entrant) => !known.includes(entrant));
    race.getState().updateSettings({ task, horizon, problems, seed });
    race.getState().setEntrants(known.map(asEntrant));
    if (gone.length > 0) {
      notifications.getState().notify({
        kind: 'warning',
        title: 'Some who raced are not here any more',
        message: `The library has no ${gone.map(({ label }) => `"${label}"`).join(', ')}.`,
        remedy: 'Import the optimizer from its file to race it again.',
      });
    }
    showTab('compare');
  };

  return {
    training: {
      async open({ id }) {
        await train.getState().openKept(id);
        showTab('train');
      },
      async resume({ id }) {
        await train.getState().openKept(id);
        showTab('train');
        if (!train.getState().canResume) {
          throw new LabError({
            code: 'bad-input',
            message: 'This training has nothing to go on from.',
            remedy: 'Duplicate it, and train again.',
          });
        }
        // Until it ends: how it went is to be seen on its screen.
        train
          .getState()
          .resume()
          .catch((thrown) =>
            notifications.getState().notifyError('The training did not go on', errorInfo(thrown)),
          );
      },
      async duplicate(record) {
        if (record.kind !== 'training') return;
        train.getState().duplicate(record.config, record.id);
        showTab('train');
      },
    },
    race: {
      open: setRace,
      async duplicate(record) {
        await setRace(record);
        (await races()).descendFrom(record.id);
      },
    },
  };
}

function asEntrant(
  entrant: Extract<RunRecord, { kind: 'race' }>['config']['entrants'][number],
): Entrant {
  if (entrant.kind === 'learned') return { kind: 'learned', id: entrant.id, enabled: true };
  const manualRate = entrant.source === 'manual' ? entrant.learningRate : null;
  return { kind: 'baseline', id: entrant.id as BaselineName, enabled: true, manualRate };
}
