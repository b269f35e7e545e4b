/** Everything that has to do with kept runs, loaded when the first of them is begun or looked at. */
import type { NotificationStore } from '../notifications';
import type { LabStorage } from '../storage/storage';
import { createKeeping, type KeepingDeps, type RunBook } from './keeping';
import { raceConfigOf, raceSave } from './raceSave';
import { createShelf, type RunShelf } from './shelf';
import { createTrainingRuns, type TrainingRuns } from './trainingRuns';

export interface RunsDeps extends Omit<KeepingDeps, 'onFailure'> {
  storage: LabStorage;
  notifications: NotificationStore;
}

export interface Runs {
  book: RunBook;
  shelf: RunShelf;
  trainings: TrainingRuns;
  /** What of a race is kept. */
  races: { configOf: typeof raceConfigOf; saveOf: typeof raceSave };
}

export function createRuns({ notifications, ...deps }: RunsDeps): Runs {
  const { storage, now } = deps;
  const book = createKeeping({
    ...deps,
    onFailure: (name, error) =>
      notifications.getState().notifyError(`"${name}" is not stored, and goes on in memory`, error),
  });
  const shelf = createShelf(storage, book, now);
  return {
    book,
    shelf,
    trainings: createTrainingRuns(book, shelf),
    races: { configOf: raceConfigOf, saveOf: raceSave },
  };
}
